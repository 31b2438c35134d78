// The loss of `serhost new loss calm_loss` after its author has edited it: the penalty on confident
// predictions counts twice.
#include <serhost/loss.hpp>

namespace {

class CalmLoss final : public serhost::Loss {
 public:
  struct Options {
    double beta = 0.1;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("beta", &Options::beta)
        .at_least(0.0)
        .help("weight of the entropy; 0 gives cross-entropy");
  }

  CalmLoss(const Options& options, const serhost::Task&, const serhost::Context&)
      : beta_(options.beta) {}

  // One value per clip, [B]. view.output holds the logits, [B, classes]; targets.label the true
  // classes, [B].
  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto log_p = torch::log_softmax(view.output, 1);
    const auto entropy = -(log_p.exp() * log_p).sum(1);
    return -log_p.gather(1, targets.label.unsqueeze(1)).squeeze(1) - 2.0 * beta_ * entropy;
  }

 private:
  double beta_;
};

SERHOST_LOSS(CalmLoss, "calm_loss", "cross-entropy with a penalty on confident predictions");

}  // namespace

SERHOST_PLUGIN();
