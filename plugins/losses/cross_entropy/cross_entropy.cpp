// Cross-entropy: the negative log-probability of the true class, or of the annotators' distribution
// over the classes.

#include <serhost/loss.hpp>

namespace {

class CrossEntropy : public serhost::Loss {
 public:
  struct Options {};

  static void declare(serhost::Schema<Options>&) {}

  CrossEntropy(const Options&, const serhost::Task&, const serhost::Context&) {}

  serhost::Needs needs() const override {
    return {.targets = {serhost::TargetKind::label, serhost::TargetKind::soft}};
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p = at::log_softmax(view.output, 1);
    if (targets.label.defined()) return -log_p.gather(1, targets.label.unsqueeze(1)).squeeze(1);
    return -(targets.soft.to(log_p) * log_p).sum(1);
  }
};

/// The same for those who want to be refused where there is only one label per clip.
class SoftCrossEntropy final : public CrossEntropy {
 public:
  using CrossEntropy::CrossEntropy;

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::soft}}; }
};

SERHOST_LOSS(CrossEntropy, "cross_entropy", "negative log-probability of the true class",
             .title = "CE", .order = 10);
SERHOST_LOSS(SoftCrossEntropy, "soft_cross_entropy",
             "cross-entropy with the annotators' votes, and nothing else", .title = "Soft CE",
             .order = 55);

}  // namespace

SERHOST_PLUGIN();
