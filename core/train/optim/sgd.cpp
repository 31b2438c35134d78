// Stochastic gradient descent with momentum, with torch's fused kernel.
#include <ATen/ops/_fused_sgd.h>

#include "train/optim/moments.hpp"

namespace serhost::optim {
namespace {

class Sgd final : public WithMoments {
 public:
  struct Options {
    double momentum = 0.9;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("momentum", &Options::momentum)
        .at_least(0)
        .below(1)
        .help("of the velocity; 0: plain gradient descent");
  }

  Sgd(const Options& options, std::vector<ParamGroup> groups, const Context&)
      : WithMoments(std::move(groups)), options_(options) {}

  void step(const Update& update) override {
    const auto momentum = update.momentum.value_or(options_.momentum);
    for (std::size_t g = 0; g < moments_.groups().size(); ++g) {
      auto open = moments_.with_gradients(g);
      if (open.empty()) continue;
      // Zeros in the velocities make the first step like any other.
      at::_fused_sgd_(
          open.parameters, open.gradients, momentum == 0.0 ? std::vector<at::Tensor>{} : open.first,
          moments_.groups()[g].weight_decay, momentum, update.lr[g], 0.0, false, false, false);
    }
  }

 private:
  Options options_;
};

SERHOST_OPTIMIZER(Sgd, "sgd", "stochastic gradient descent with momentum", .title = "SGD",
                  .order = 30);

}  // namespace
}  // namespace serhost::optim
