// Components that are wrong in one way each, for the report of `serhost test-plugin`.
#include <ATen/ops/log_softmax.h>

#include <serhost/dataset.hpp>
#include <serhost/loss.hpp>

namespace {

struct None {};

/// Cross-entropy.
class Right : public serhost::Loss {
 public:
  using Options = None;
  static void declare(serhost::Schema<None>&) {}
  Right(const None&, const serhost::Task&, const serhost::Context&) {}
  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    return -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
  }
};
SERHOST_LOSS(Right, "right", "nothing is wrong with it");

class HalfGradient final : public Right {
 public:
  using Right::Right;
  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto values = Right::forward(view, targets, step);
    return 0.5 * values + 0.5 * values.detach();
  }
};
SERHOST_LOSS(HalfGradient, "half_gradient", "the gradient is half of what it should be");

/// Fine for as many clips as most checks give.
class Crashes final : public Right {
 public:
  using Right::Right;
  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    if (view.output.size(0) > 20) *static_cast<volatile int*>(nullptr) = 1;
    return Right::forward(view, targets, step);
  }
};
SERHOST_LOSS(Crashes, "crashes", "writes where there is nothing");

class NeedsAName final : public Right {
 public:
  struct Options {
    std::string name;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("name", &Options::name).help("has no default that would do");
  }
  NeedsAName(const Options& options, const serhost::Task& task, const serhost::Context& context)
      : Right({}, task, context) {
    if (options.name.empty()) throw std::invalid_argument("name is not set");
  }
};
SERHOST_LOSS(NeedsAName, "needs_a_name", "cannot be made with its defaults");

class Twice final : public serhost::Dataset {
 public:
  using Options = None;
  static void declare(serhost::Schema<None>&) {}
  Twice(const None&, const serhost::DataRoot&) {}
  std::vector<serhost::Utterance> utterances() override {
    serhost::Utterance one;
    one.key = "same";
    one.audio = "/dev/null";
    return {one, one};
  }
};
SERHOST_DATASET(Twice, "twice", "gives one key to two clips");

}  // namespace

SERHOST_PLUGIN();
