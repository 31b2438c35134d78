// Label smoothing: cross-entropy against a target that keeps a share epsilon of its mass for all
// classes alike.

#include <serhost/loss.hpp>

namespace {

class LabelSmoothing final : public serhost::Loss {
 public:
  struct Options {
    double epsilon = 0.1;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("epsilon", &Options::epsilon)
        .at_least(0.0)
        .at_most(1.0)
        .help(
            "fraction of the target spread evenly over all classes, the true one included; 0: "
            "cross-entropy");
  }

  LabelSmoothing(const Options& options, const serhost::Task&, const serhost::Context&)
      : epsilon_(options.epsilon) {}

  serhost::Needs needs() const override {
    return {.targets = {serhost::TargetKind::label, serhost::TargetKind::soft}};
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p = at::log_softmax(view.output, 1);
    const auto truth = targets.label.defined()
                           ? log_p.gather(1, targets.label.unsqueeze(1)).squeeze(1)
                           : (targets.soft.to(log_p) * log_p).sum(1);
    return -(1.0 - epsilon_) * truth - epsilon_ * log_p.mean(1);
  }

 private:
  double epsilon_;
};

SERHOST_LOSS(LabelSmoothing, "label_smoothing",
             "cross-entropy with a share of every target spread over all classes", .title = "LS-CE",
             .order = 20);

}  // namespace

SERHOST_PLUGIN();
