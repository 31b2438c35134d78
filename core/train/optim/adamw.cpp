// AdamW, with torch's fused kernel.
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adamw.h>

#include "train/optim/moments.hpp"

namespace serhost::optim {
namespace {

class AdamW final : public WithMoments {
 public:
  struct Options {
    std::vector<double> betas = {0.9, 0.999};
    double eps = 1e-8;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("betas", &Options::betas)
        .exactly(2)
        .at_least(0)
        .below(1)
        .help("decay of the means of gradients and of their squares");
    schema.add("eps", &Options::eps).above(0).help("added to the root, against division by zero");
  }

  AdamW(const Options& options, std::vector<ParamGroup> groups, const Context&)
      : WithMoments(std::move(groups)), options_(options) {}

  void step(const Update& update) override {
    for (std::size_t g = 0; g < moments_.groups().size(); ++g) {
      auto open = moments_.with_gradients(g);
      if (open.empty()) continue;
      at::_foreach_add_(open.steps, 1);
      at::_fused_adamw_(open.parameters, open.gradients, open.first, open.second, {}, open.steps,
                        update.lr[g], update.momentum.value_or(options_.betas[0]),
                        options_.betas[1], moments_.groups()[g].weight_decay, options_.eps, false,
                        false);
    }
  }

 private:
  Options options_;
};

SERHOST_OPTIMIZER(AdamW, "adamw",
                  "Adam with weight decay apart from the gradient (Loshchilov, Hutter 2019)",
                  .title = "AdamW", .order = 10);

}  // namespace
}  // namespace serhost::optim
