// PolyLoss-1: cross-entropy plus a pull that is linear in the probability of the true class.
#include <serhost/loss.hpp>

namespace {

class Poly1 final : public serhost::Loss {
 public:
  struct Options {
    double epsilon = 1.0;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("epsilon", &Options::epsilon)
        .at_least(-1.0)
        .help("size of the linear term; 0 gives cross-entropy");
  }

  Poly1(const Options& options, const serhost::Task&, const serhost::Context&)
      : epsilon_(options.epsilon) {}

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto log_p =
        torch::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
    const auto linear = epsilon_ * -torch::expm1(log_p);  // [B], epsilon * (1 - p)
    step.log("linear_part", linear.detach().mean());
    return linear - log_p;
  }

 private:
  double epsilon_;
};

SERHOST_LOSS(Poly1, "poly1", "cross-entropy plus a linear term in the true class's probability");

}  // namespace

SERHOST_PLUGIN();
