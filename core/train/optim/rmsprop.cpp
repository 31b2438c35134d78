// RMSprop, by torch's formulas; there is no fused kernel of it.
#include "train/optim/moments.hpp"

namespace serhost::optim {
namespace {

constexpr double kSmoothing = 0.99;  // of the squared gradients, torch's default

class RmsProp final : public WithMoments {
 public:
  struct Options {
    double momentum = 0.9;
    double eps = 1e-8;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("momentum", &Options::momentum)
        .at_least(0)
        .below(1)
        .help("of the velocity; 0: none is kept");
    schema.add("eps", &Options::eps).above(0).help("added to the root, against division by zero");
  }

  RmsProp(const Options& options, std::vector<ParamGroup> groups, const Context&)
      : WithMoments(std::move(groups)), options_(options) {}

  void step(const Update& update) override {
    const auto momentum = update.momentum.value_or(options_.momentum);
    for (std::size_t g = 0; g < moments_.groups().size(); ++g) {
      auto open = moments_.with_gradients(g);
      for (std::size_t i = 0; i < open.parameters.size(); ++i) {
        step_one(open.parameters[i], open.gradients[i], open.first[i], open.second[i], update.lr[g],
                 moments_.groups()[g].weight_decay, momentum);
      }
    }
  }

 private:
  void step_one(const at::Tensor& parameter, const at::Tensor& gradient, at::Tensor& squares,
                at::Tensor& velocity, double lr, double weight_decay, double momentum) const {
    const auto g = weight_decay == 0.0 ? gradient : gradient.add(parameter, weight_decay);
    squares.mul_(kSmoothing).addcmul_(g, g, 1.0 - kSmoothing);
    const auto scale = squares.sqrt().add_(options_.eps);
    if (momentum == 0.0) {
      parameter.addcdiv_(g, scale, -lr);
    } else {
      velocity.mul_(momentum).addcdiv_(g, scale);
      parameter.add_(velocity, -lr);
    }
  }

  Options options_;
};

SERHOST_OPTIMIZER(RmsProp, "rmsprop", "gradients divided by the root of their mean square",
                  .title = "RMSprop", .order = 40);

}  // namespace
}  // namespace serhost::optim
