// One component of each kind, registered by this program itself and made through the registry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <serhost/augment.hpp>
#include <serhost/dataset.hpp>
#include <serhost/features.hpp>
#include <serhost/head.hpp>
#include <serhost/optimizer.hpp>
#include <serhost/thread_safe_inference.hpp>

#include "base/error.hpp"
#include "host/registry.hpp"

using namespace serhost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

struct NoOptions {
  struct Options {};
  static void declare(Schema<Options>&) {}
};

class Frames final : public Backbone,
                     public Layerwise,
                     public ThreadSafeInference,
                     public Fitted,
                     public ReadsAudio,  // an ability of another kind, which is none here
                     public NoOptions {
 public:
  Frames(const Options&, const Context&) {}
  Input input() const override { return {}; }
  std::int64_t width() const override { return 2; }
  std::int64_t frames(std::int64_t length) const override { return length; }
  Sequence forward(const Sequence& input, Step&) override { return input; }
  std::int64_t layers() const override { return 1; }
  std::vector<Sequence> run_layers(const Sequence& input, Step&) override { return {input}; }
  void observe(const Sequence&) override {}
  void finish() override {}
  Waveform read(const Utterance&) const override { return {}; }
};
SERHOST_BACKBONE(Frames, "frames", "gives what it gets", .title = "Frames", .order = 3);

class Plain final : public Loss, public NoOptions {
 public:
  Plain(const Options&, const Task&, const Context&) {}
  at::Tensor forward(const View& view, const Targets&, Step&) override {
    return view.output.sum(1);
  }
};
SERHOST_LOSS(Plain, "plain", "the sum of the outputs");

class Weighted final : public Loss, public torch::nn::Module, public NoOptions {
 public:
  Weighted(const Options&, const Task&, const Context&) {}
  at::Tensor forward(const View& view, const Targets&, Step&) override {
    return view.output.sum(1);
  }
};
SERHOST_LOSS(Weighted, "weighted", "a loss that could have weights", .order = 1);

class Nothing final : public Dataset, public NoOptions {
 public:
  Nothing(const Options&, const DataRoot&) {}
  std::vector<Utterance> utterances() override { return {}; }
};
SERHOST_DATASET(Nothing, "nothing", "no clips");

class Descent final : public Optimizer, public NoOptions {
 public:
  Descent(const Options&, std::vector<ParamGroup> groups, const Context&)
      : groups_(std::move(groups)) {}
  void step(const Update& update) override {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (auto& weight : groups_[g].parameters)
        if (weight.grad().defined()) weight.add_(weight.grad(), -update.lr[g]);
    }
  }
  std::map<std::string, at::Tensor> state() const override { return {}; }
  void restore(const std::map<std::string, at::Tensor>&) override {}

 private:
  std::vector<ParamGroup> groups_;
};
SERHOST_OPTIMIZER(Descent, "descent", "gradient descent");

class Mean final : public Head {
 public:
  struct Options {
    std::int64_t times = 1;
  };
  static void declare(Schema<Options>& schema) { schema.add("times", &Options::times); }
  static std::int64_t embedding_width(const Options& options, std::int64_t width) {
    return options.times * width;
  }
  Mean(const Options& options, const HeadSpec& spec, const Context&) : times_(options.times) {
    if (spec.needs.output && spec.outputs > 5) throw std::invalid_argument("five outputs at most");
  }
  View forward(const Sequence& frames, Step&) override {
    return {.embedding = frames.values.mean(1).repeat({1, times_})};
  }

 private:
  std::int64_t times_;
};
SERHOST_HEAD(Mean, "mean", "the mean over all frames");

class Louder final : public Augment, public NoOptions {
 public:
  Louder(const Options&, const Context&) {}
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    for (auto& sample : clip.samples) sample *= 2;
    return clip;
  }
};
SERHOST_AUGMENT(Louder, "louder", "twice as loud");

const host::Registry& registry() {
  static const auto all = host::Registry::discover({});
  return all;
}

}  // namespace

TEST(Registration, OfThisProgramIsListedByKindAndName) {
  std::vector<std::string> names;
  for (const auto& info : registry().components())
    names.push_back(std::string(name_of(info.kind)) + "/" + info.name);
  EXPECT_THAT(names,
              ElementsAre("backbone/frames", "loss/plain", "loss/weighted", "dataset/nothing",
                          "optimizer/descent", "head/mean", "augment/louder"));
}

TEST(Registration, KeepsTitleAndOrder) {
  const auto& frames = registry().get(Kind::backbone, "frames");
  EXPECT_EQ(frames.title, "Frames");
  EXPECT_EQ(frames.order, 3);
  const auto& plain = registry().get(Kind::loss, "plain");
  EXPECT_EQ(plain.title, "plain");
  EXPECT_EQ(plain.order, Shown{}.order);
  EXPECT_EQ(registry().get(Kind::loss, "weighted").order, 1);
}

TEST(Abilities, AreTheInterfacesThatAClassImplements) {
  const auto& frames = registry().get(Kind::backbone, "frames");
  EXPECT_THAT(frames.abilities, ElementsAre("layerwise", "fitted", "thread_safe_inference"));
  EXPECT_TRUE(host::has_ability<Layerwise>(frames));
  EXPECT_TRUE(host::has_ability<ThreadSafeInference>(frames));
  EXPECT_FALSE(host::has_ability<Staged>(frames));
  EXPECT_FALSE(host::has_ability<ReadsAudio>(frames)) << "an ability of datasets";
  EXPECT_THAT(registry().get(Kind::loss, "plain").abilities, IsEmpty());
  EXPECT_THAT(registry().get(Kind::loss, "weighted").abilities, ElementsAre("trainable"));
}

TEST(Registry, MakesAnOptimizer) {
  auto weight = at::ones({2}).set_requires_grad(true);
  weight.mutable_grad() = at::ones({2});
  const auto optimizer = registry().make_optimizer(
      registry().get(Kind::optimizer, "descent"), {},
      {{.name = "head", .lr = 1.0, .weight_decay = 0.0, .parameters = {weight}}}, {});
  const at::NoGradGuard no_grad;
  optimizer->step({.lr = {0.25}, .momentum = {}});
  EXPECT_TRUE(weight.equal(at::full({2}, 0.75)));
}

TEST(Registry, MakesAHeadAndSaysTheWidthOfItsEmbeddingsBefore) {
  const auto& info = registry().get(Kind::head, "mean");
  EXPECT_EQ(registry().embedding_width(info, {std::int64_t{3}}, 4), 12);
  const auto head = registry().make_head(info, {std::int64_t{3}}, {.width = 4, .outputs = 2}, {});
  Step step;
  EXPECT_EQ(
      head->forward({at::ones({2, 5, 4}), at::full({2}, 5, at::kLong)}, step).embedding.sizes(),
      (std::vector<std::int64_t>{2, 12}));
  EXPECT_THROW(registry().embedding_width(info, {std::int64_t{-3}}, 4), PluginError);
}

TEST(Registry, TellsWhatAHeadRefusesAsAFaultOfTheExperiment) {
  try {
    registry().make_head(registry().get(Kind::head, "mean"), {std::int64_t{1}},
                         {.width = 4, .outputs = 6}, {});
    FAIL() << "expected an error";
  } catch (const PluginError& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_THAT(error.what(), HasSubstr("head 'mean' of plugin serhost "));
    EXPECT_THAT(error.what(), HasSubstr("five outputs at most"));
  }
}

TEST(Registry, MakesAnAugmentation) {
  const auto augment = registry().make_augment(registry().get(Kind::augment, "louder"), {}, {});
  std::mt19937_64 random(1);
  EXPECT_EQ(augment->apply({.samples = {0.25F}, .sample_rate = 8000}, random).samples,
            std::vector<float>{0.5F});
}
