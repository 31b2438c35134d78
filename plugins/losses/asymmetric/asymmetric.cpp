// Asymmetric loss: binary cross-entropy that forgets clips which are surely without a class.
#include <ATen/ops/log_sigmoid.h>

#include "../known.hpp"

namespace {

class Asymmetric final : public serhost::Loss {
 public:
  struct Options {
    double gamma_present = 0.0, gamma_absent = 4.0, clip = 0.05;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("gamma_present", &Options::gamma_present)
        .at_least(0.0)
        .help("how strongly easy clips with a class are down-weighted");
    schema.add("gamma_absent", &Options::gamma_absent)
        .at_least(0.0)
        .help("how strongly easy clips without a class are down-weighted");
    schema.add("clip", &Options::clip)
        .at_least(0.0)
        .below(1.0)
        .help("probability up to which a clip without a class costs nothing");
  }

  Asymmetric(const Options& options, const serhost::Task&, const serhost::Context&)
      : options_(options) {}

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::multi_hot}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto y = known::or_zero(targets.multi_hot).to(view.output);
    const auto log_p = at::log_sigmoid(view.output);
    auto present = y * log_p;
    if (options_.gamma_present > 0.0)
      present = present * power(-at::expm1(log_p), options_.gamma_present);
    const auto p = (view.output.sigmoid() - options_.clip).clamp_min(0.0);
    // Without a shift, the logarithm of 1 - p without cancellation.
    const auto log_rest = options_.clip > 0.0 ? at::log1p(-p) : at::log_sigmoid(-view.output);
    auto absent = (1.0 - y) * log_rest;
    if (options_.gamma_absent > 0.0) absent = absent * power(p, options_.gamma_absent);
    return known::mean(-present - absent, targets.multi_hot);
  }

 private:
  /// The power has an infinite slope at 0 where its exponent is below 1; the floor keeps it finite.
  static torch::Tensor power(const torch::Tensor& x, double exponent) {
    return x.clamp_min(exponent < 1.0 ? 1e-12 : 0.0).pow(exponent);
  }

  Options options_;
};

SERHOST_LOSS(Asymmetric, "asymmetric",
             "binary cross-entropy that down-weights easy clips without a class", .title = "ASL",
             .order = 220);

}  // namespace

SERHOST_PLUGIN();
