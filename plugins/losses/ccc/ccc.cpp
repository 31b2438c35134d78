// Concordance loss: 1 - CCC between what the model gives and what it should have given. A
// correlation has no value for one clip: it is a figure of the whole batch.

#include <serhost/loss.hpp>

namespace {

class Ccc final : public serhost::Loss {
 public:
  struct Options {
    std::string form = "flat", variance = "biased";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("form", &Options::form)
        .one_of({"flat", "per_class", "ordinal"})
        .help(
            "for classes: all probabilities as one list, the mean over classes, or the expected "
            "class number");
    schema.add("variance", &Options::variance)
        .one_of({"biased", "unbiased"})
        .help("divide by n or by n - 1");
  }

  Ccc(const Options& options, const serhost::Task&, const serhost::Context&)
      : form_(options.form), unbiased_(options.variance == "unbiased") {}

  serhost::Needs needs() const override {
    using enum serhost::TargetKind;
    return {.targets = {label, soft, dimensions}, .whole_batch = true};
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto weight = targets.weight.defined() ? targets.weight.to(view.output).unsqueeze(1)
                                                 : view.output.new_ones({view.output.size(0), 1});
    if (!targets.label.defined() && !targets.soft.defined()) {
      const auto rated = targets.dimensions.isfinite();  // an unrated value weighs nothing
      const auto truth =
          at::where(rated, targets.dimensions, at::zeros_like(targets.dimensions)).to(view.output);
      return loss(view.output, truth, weight * rated);
    }
    const auto p = at::softmax(view.output, 1);
    const auto q =
        targets.label.defined() ? at::one_hot(targets.label, p.size(1)).to(p) : targets.soft.to(p);
    if (form_ == "per_class") return loss(p, q, weight.expand_as(p));
    if (form_ == "flat")
      return loss(p.reshape({-1, 1}), q.reshape({-1, 1}), weight.expand_as(p).reshape({-1, 1}));
    const auto number = at::arange(p.size(1), p.options()).unsqueeze(1);
    return loss(p.matmul(number), q.matmul(number), weight);
  }

 private:
  /// Mean over columns of 1 - CCC; `x`, `y`, `weight` [N, D]. A column without any weight is left
  /// out.
  torch::Tensor loss(const torch::Tensor& x, const torch::Tensor& y,
                     const torch::Tensor& weight) const {
    const auto total = weight.sum(0, true);
    const auto share = weight / total.clamp_min(1e-30);  // sums to 1 in each column
    const auto mean_x = (share * x).sum(0, true), mean_y = (share * y).sum(0, true);
    const auto dx = x - mean_x, dy = y - mean_y;
    auto covariance = (share * dx * dy).sum(0), spread = (share * (dx * dx + dy * dy)).sum(0);
    if (unbiased_) {
      const auto rest =
          1.0 -
          (share * share)
              .sum(0);  // (n - 1) / n for equal weights; 0 for one clip, which has no variance
      const auto factor = at::where(rest > 1e-6, 1.0 / rest.clamp_min(1e-6), at::ones_like(rest));
      covariance = covariance * factor;
      spread = spread * factor;
    }
    const auto shift = (mean_x - mean_y).squeeze(0);
    const auto each = 1.0 - 2.0 * covariance / (spread + shift * shift + 1e-8);
    const auto known = (total.squeeze(0) > 0).to(x);
    return (each * known).sum() / known.sum().clamp_min(1.0);
  }

  std::string form_;
  bool unbiased_;
};

SERHOST_LOSS(Ccc, "ccc", "one minus the concordance correlation over the whole batch",
             .title = "CCC", .order = 50);

}  // namespace

SERHOST_PLUGIN();
