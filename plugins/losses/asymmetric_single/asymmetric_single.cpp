// Asymmetric loss for clips of one class: smoothed cross-entropy whose terms fade where the model
// is already right.
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>

#include <serhost/loss.hpp>

namespace {

class AsymmetricSingle final : public serhost::Loss {
 public:
  struct Options {
    double gamma_true = 0.0, gamma_others = 4.0, epsilon = 0.1;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("gamma_true", &Options::gamma_true)
        .at_least(0.0)
        .help("how strongly the clip's class is down-weighted where it is probable");
    schema.add("gamma_others", &Options::gamma_others)
        .at_least(0.0)
        .help("how strongly each other class is down-weighted where it is improbable");
    schema.add("epsilon", &Options::epsilon)
        .at_least(0.0)
        .at_most(1.0)
        .help(
            "fraction of the target spread evenly over all classes; at 0 gamma_others has no "
            "effect");
  }

  AsymmetricSingle(const Options& options, const serhost::Task&, const serhost::Context&)
      : options_(options) {}

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::label}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p = at::log_softmax(view.output, 1);
    const auto truth = at::zeros_like(log_p, log_p.options().requires_grad(false))
                           .scatter(1, targets.label.unsqueeze(1), 1.0);
    const auto weight = truth * power(-at::expm1(log_p), options_.gamma_true) +
                        (1.0 - truth) * power(log_p.exp(), options_.gamma_others);
    const auto share =
        (1.0 - options_.epsilon) * truth + options_.epsilon / static_cast<double>(log_p.size(1));
    return -(share * weight * log_p).sum(1);
  }

 private:
  /// The power has an infinite slope at 0 where its exponent is below 1; the floor keeps it finite.
  static torch::Tensor power(const torch::Tensor& x, double exponent) {
    if (exponent == 0.0) return at::ones_like(x);
    return x.clamp_min(exponent < 1.0 ? 1e-12 : 0.0).pow(exponent);
  }

  Options options_;
};

SERHOST_LOSS(AsymmetricSingle, "asymmetric_single",
             "smoothed cross-entropy that down-weights classes the model is right about",
             .title = "ASL-1", .order = 25);

}  // namespace

SERHOST_PLUGIN();
