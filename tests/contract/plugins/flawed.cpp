// Components that are wrong in one way each, for the report of `serhost test-plugin`.
#include <ATen/ops/log_softmax.h>

#include <serhost/augment.hpp>
#include <serhost/dataset.hpp>
#include <serhost/head.hpp>
#include <serhost/loss.hpp>
#include <serhost/optimizer.hpp>

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

/// Gradient descent that forgets the weight decay.
class NoDecay final : public serhost::Optimizer {
 public:
  using Options = None;
  static void declare(serhost::Schema<None>&) {}
  NoDecay(const None&, std::vector<serhost::ParamGroup> groups, const serhost::Context&)
      : groups_(std::move(groups)) {}
  void step(const serhost::Update& update) override {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (auto& weight : groups_[g].parameters)
        if (weight.grad().defined()) weight.add_(weight.grad(), -update.lr[g]);
    }
  }
  std::map<std::string, at::Tensor> state() const override { return {}; }
  void restore(const std::map<std::string, at::Tensor>&) override {}

 private:
  std::vector<serhost::ParamGroup> groups_;
};
SERHOST_OPTIMIZER(NoDecay, "no_decay", "forgets the weight decay");

/// The mean over all frames, those behind the clip's end included.
class OverPadding final : public serhost::Head {
 public:
  using Options = None;
  static void declare(serhost::Schema<None>&) {}
  static std::int64_t embedding_width(const None&, std::int64_t width) { return width; }
  OverPadding(const None&, const serhost::HeadSpec& spec, const serhost::Context&) {
    if (spec.needs.output) throw std::invalid_argument("has no output layer");
  }
  serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
    return {.embedding = frames.values.mean(1)};
  }
};
SERHOST_HEAD(OverPadding, "over_padding", "averages over padding");

/// Noise that nobody can repeat.
class OwnNoise final : public serhost::Augment {
 public:
  using Options = None;
  static void declare(serhost::Schema<None>&) {}
  OwnNoise(const None&, const serhost::Context&) {}
  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64&) const override {
    std::random_device random;
    for (auto& sample : clip.samples) sample += random() % 2 == 0 ? 0.01F : -0.01F;
    return clip;
  }
};
SERHOST_AUGMENT(OwnNoise, "own_noise", "noise that nobody can repeat");

}  // namespace

SERHOST_PLUGIN();
