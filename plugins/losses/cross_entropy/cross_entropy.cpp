// Cross-entropy: the negative log-probability of the true class.
#include <serhost/loss.hpp>

#include <ATen/ops/log_softmax.h>

namespace {

class CrossEntropy final : public serhost::Loss {
 public:
  struct Options {};

  static void declare(serhost::Schema<Options>&) {}

  CrossEntropy(const Options&, const serhost::Task&, const serhost::Context&) {}

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets, serhost::Step&) override {
    return -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
  }
};

SERHOST_LOSS(CrossEntropy, "cross_entropy", "negative log-probability of the true class");

}  // namespace

SERHOST_PLUGIN();
