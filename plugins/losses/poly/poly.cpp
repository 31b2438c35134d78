// PolyLoss: cross-entropy, whose first terms in powers of 1 - p have other coefficients.
#include <serhost/loss.hpp>

namespace {

class Poly final : public serhost::Loss {
 public:
  struct Options {
    std::vector<double> epsilon = {1.0};
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("epsilon", &Options::epsilon)
        .help(
            "what is added to the coefficients of (1 - p), (1 - p)^2, ...; []: cross-entropy; "
            "[1.0]: Poly-1");
  }

  Poly(const Options& options, const serhost::Task&, const serhost::Context&)
      : epsilon_(options.epsilon) {}

  serhost::Needs needs() const override {
    return {.targets = {serhost::TargetKind::label, serhost::TargetKind::soft}};
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p = at::log_softmax(view.output, 1);
    torch::Tensor value, rest;  // [B], [B]: 1 - p
    if (targets.label.defined()) {
      const auto log_true = log_p.gather(1, targets.label.unsqueeze(1)).squeeze(1);
      value = -log_true;
      rest = -at::expm1(log_true);
    } else {
      const auto target = targets.soft.to(log_p);
      value = -(target * log_p).sum(1);
      rest = -(target * at::expm1(log_p)).sum(1);
    }
    // Horner's rule: ((e_3 r + e_2) r + e_1) r.
    auto added = at::zeros_like(rest);
    for (auto e = epsilon_.rbegin(); e != epsilon_.rend(); ++e) added = (added + *e) * rest;
    return value + added;
  }

 private:
  std::vector<double> epsilon_;
};

SERHOST_LOSS(Poly, "poly", "cross-entropy with other weights for the first powers of 1 - p",
             .title = "Poly", .order = 70);

}  // namespace

SERHOST_PLUGIN();
