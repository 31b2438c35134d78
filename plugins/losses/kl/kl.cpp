// Kullback-Leibler divergence of the prediction from the annotators' distribution.
#include <serhost/loss.hpp>

namespace {

class Kl final : public serhost::Loss {
 public:
  struct Options {};

  static void declare(serhost::Schema<Options>&) {}

  Kl(const Options&, const serhost::Task&, const serhost::Context&) {}

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::soft}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p = at::log_softmax(view.output, 1);
    const auto q = targets.soft.to(log_p);
    return (at::xlogy(q, q) - q * log_p).sum(1);  // 0 log 0 is 0
  }
};

SERHOST_LOSS(Kl, "kl", "divergence of the prediction from the annotators' votes", .title = "KL",
             .order = 60);

}  // namespace

SERHOST_PLUGIN();
