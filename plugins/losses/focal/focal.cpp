// Focal loss: cross-entropy that counts a clip less the surer the model already is of it.
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <serhost/loss.hpp>

namespace {

class Focal final : public serhost::Loss {
 public:
  struct Options {
    double gamma = 2.0;
    std::map<std::string, double> alpha;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("gamma", &Options::gamma)
        .at_least(0.0)
        .help("how strongly easy clips are down-weighted; 0: cross-entropy");
    schema.add("alpha", &Options::alpha)
        .at_least(0.0)
        .keys_are_classes()
        .help("factor per class; 1 if not named");
  }

  Focal(const Options& options, const serhost::Task& task, const serhost::Context&)
      : gamma_(options.gamma) {
    if (options.alpha.empty()) return;
    std::vector<double> factors;
    for (const auto& name : task.classes) {
      const auto found = options.alpha.find(name);
      factors.push_back(found == options.alpha.end() ? 1.0 : found->second);
    }
    if (std::ranges::none_of(factors, [](double factor) { return factor > 0; })) {
      throw std::invalid_argument(
          "alpha is 0 for every class, so nothing would be learned; give at least one class more "
          "than 0");
    }
    alpha_ = at::tensor(factors, at::kDouble);
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p =
        at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
    // 1 - p without cancellation. Its power has an infinite slope at 0 where gamma < 1; there the
    // floor keeps it finite.
    const auto rest = (-at::expm1(log_p)).clamp_min(gamma_ < 1 ? 1e-12 : 0.0);
    const auto loss = -rest.pow(gamma_) * log_p;
    return alpha_.defined() ? loss * alpha_.to(loss).index_select(0, targets.label) : loss;
  }

 private:
  double gamma_;
  torch::Tensor alpha_;  // [C], or undefined: 1 for each class
};

SERHOST_LOSS(Focal, "focal", "cross-entropy that down-weights easy clips", .title = "Focal",
             .order = 30);

}  // namespace

SERHOST_PLUGIN();
