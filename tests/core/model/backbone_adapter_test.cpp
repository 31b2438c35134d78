// Freezing and choice of layers.
#include "model/backbone_adapter.hpp"

#include <ATen/core/grad_mode.h>
#include <gmock/gmock.h>

#include <functional>
#include <utility>

#include "base/error.hpp"
#include "fakes.hpp"

namespace serhost::model {
namespace {

using fakes::adapter;
using fakes::audio;
using fakes::Deep;
using fakes::message_of;

TEST(Freezing, OfAStageStopsItsParametersAndThoseBeforeIt) {
  const auto deep = std::make_shared<Deep>();
  const auto frozen = adapter(deep, "middle");
  EXPECT_FALSE(deep->linears[0]->weight.requires_grad());
  EXPECT_FALSE(deep->linears[1]->bias.requires_grad());
  EXPECT_TRUE(deep->linears[2]->weight.requires_grad());
  EXPECT_FALSE(frozen->frozen());
}

TEST(Freezing, RunsFrozenStagesInEvalModeAndWithoutAGraph) {
  const auto deep = std::make_shared<Deep>();
  const auto frozen = adapter(deep, "middle");
  frozen->train();
  Step step;
  step.training = true;
  const auto out = frozen->forward(audio({1, 2, 3, 4}, 2, {2, 2}), step);
  EXPECT_THAT(deep->trained, testing::ElementsAre(false, false, true));
  EXPECT_THAT(deep->graph, testing::ElementsAre(false, false, true));
  EXPECT_TRUE(out.values.requires_grad());
  EXPECT_TRUE(deep->is_training()) << "the mode is put back";
}

TEST(Freezing, OfAllKeepsEvalModeWhileTheRestTrains) {
  const auto deep = std::make_shared<Deep>();
  const auto frozen = adapter(deep, "all");
  frozen->train();
  Step step;
  const auto out = frozen->forward(audio({1, 2}, 1, {2}), step);
  EXPECT_FALSE(out.values.requires_grad());
  EXPECT_FALSE(deep->is_training());
  EXPECT_TRUE(frozen->frozen());
}

TEST(Freezing, LetsAGradientThroughToWhatLiesBeforeIt) {
  const auto frozen = adapter(std::make_shared<Deep>(), "all");
  Step step;
  auto input = audio({1, 2}, 1, {2});
  input.values.set_requires_grad(true);
  frozen->forward(input, step).values.sum().backward();
  EXPECT_TRUE(input.values.grad().defined());
}

TEST(Freezing, OfAnUnknownStageListsThoseThereAre) {
  const auto text = message_of([] { adapter(std::make_shared<Deep>(), "midle"); });
  EXPECT_THAT(text,
              testing::AllOf(testing::StartsWith("a.toml:3:1: "), testing::HasSubstr("'midle'"),
                             testing::HasSubstr("front, middle, top")));
}

TEST(Freezing, OfAStageIsRefusedWhereThereAreNoStages) {
  EXPECT_THAT(message_of([] { adapter(std::make_shared<fakes::Framed>(), "front"); }),
              testing::HasSubstr("has no stages"));
}

TEST(Layers, AreTakenByNumberMeanAndWeight) {
  Step step;
  const auto input = audio({1, 2}, 1, {2});
  const auto taken = [&](const std::string& take) {
    return adapter(std::make_shared<Deep>(), "none", take)
        ->forward(input, step)
        .values[0][0][0]
        .item<double>();
  };
  EXPECT_NEAR(taken("2"), 2.0, 1e-6);
  EXPECT_NEAR(taken("mean_last_4"), 2.5, 1e-6);  // (1 + 2 + 3 + 4) / 4
  EXPECT_NEAR(taken("sum_last_4"), 10.0, 1e-6);
  EXPECT_NEAR(taken("weighted"), 2.0, 1e-6);  // zeros: all five alike
}

TEST(Layers, OfAFrozenEncoderStillLearnTheirWeights) {
  const auto deep = std::make_shared<Deep>();
  const auto weighted = adapter(deep, "all", "weighted");
  Step step;
  weighted->forward(audio({1, 2}, 1, {2}), step).values.sum().backward();
  EXPECT_THAT(deep->graph, testing::ElementsAre(false));
  ASSERT_TRUE(weighted->layer_weights().grad().defined());
  // d/dw_i of 2 frames x sum softmax_i i = 2 x 1/5 x (i - 2)
  EXPECT_NEAR(weighted->layer_weights().grad()[4].item<double>(), 0.8, 1e-6);
}

TEST(Layers, OutOfRangeOrUnknownAreErrorsThatSaySo) {
  EXPECT_THAT(message_of([] { adapter(std::make_shared<Deep>(), "none", "5"); }),
              testing::HasSubstr("layers 0 to 4, not 5"));
  EXPECT_THAT(message_of([] { adapter(std::make_shared<Deep>(), "none", "first"); }),
              testing::HasSubstr("last, weighted, mean_last_4"));
  EXPECT_THAT(message_of([] { adapter(std::make_shared<fakes::Framed>(), "none", "1"); }),
              testing::HasSubstr("does not return its layers"));
}

class WrongWidth : public fakes::Framed {
 public:
  std::int64_t width() const override { return 7; }
};

class NoLengths : public fakes::Framed {
 public:
  Sequence forward(const Sequence& in, Step& step) override {
    auto out = fakes::Framed::forward(in, step);
    out.lengths = out.lengths + 100;
    return out;
  }
};

TEST(BackboneAdapter, NamesAPluginThatGivesAnotherShapeThanItSaid) {
  Step step;
  const auto input = audio({1, 2, 3, 4, 5, 6, 7, 8}, 1, {8});
  EXPECT_THAT(message_of([&] { adapter(std::make_shared<WrongWidth>())->forward(input, step); }),
              testing::AllOf(testing::HasSubstr("backbone 'fake'"), testing::HasSubstr("[1, 2, 3]"),
                             testing::HasSubstr("[1, frames, 7]")));
  EXPECT_THAT(message_of([&] { adapter(std::make_shared<NoLengths>())->forward(input, step); }),
              testing::HasSubstr("102 valid frames of 2"));
}

/// Framed frames, changed by what a test says.
class Changed : public fakes::Framed {
 public:
  explicit Changed(std::function<void(Sequence&)> change) : change_(std::move(change)) {}
  Sequence forward(const Sequence& in, Step& step) override {
    auto out = fakes::Framed::forward(in, step);
    change_(out);
    return out;
  }

 private:
  std::function<void(Sequence&)> change_;
};

TEST(BackboneAdapter, NamesAPluginWhoseFramesTheHostCannotComputeWith) {
  const auto told = [](const std::function<void(Sequence&)>& change) {
    Step step;
    const auto input = audio({1, 2, 3, 4, 5, 6, 7, 8}, 1, {8});
    return message_of([&] { adapter(std::make_shared<Changed>(change))->forward(input, step); });
  };
  const auto with = [&](const char* what) {
    return testing::AllOf(testing::StartsWith("backbone 'fake' of plugin fake 1.0.0"),
                          testing::HasSubstr(what));
  };
  EXPECT_EQ(told([](Sequence&) {}), "");
  EXPECT_EQ(told([](Sequence& s) { s.values = s.values.transpose(0, 1).clone().transpose(0, 1); }),
            "")
      << "how they lie in memory is the plugin's own affair";
  EXPECT_THAT(told([](Sequence& s) { s.values = s.values.to(at::kLong); }),
              with("gave frames of type Long; expected floating-point"));
  EXPECT_THAT(told([](Sequence& s) { s.values = s.values.to(at::kDouble); }),
              with("gave frames of type Double, made from Float"));
  EXPECT_THAT(told([](Sequence& s) { s.values = s.values.detach().to_sparse(); }),
              with("gave frames that are not laid out plainly (sparse)"));
  EXPECT_THAT(told([](Sequence& s) { s.values = s.values.to(at::kMeta); }),
              with("gave frames on meta, where what it is given lies on cpu"));
  EXPECT_THAT(told([](Sequence& s) { s.values = s.values.squeeze(0); }), with("of shape [2, 3]"));
  EXPECT_THAT(told([](Sequence& s) { s.lengths = s.lengths.to(at::kInt); }), with("gave lengths"));
  EXPECT_THAT(told([](Sequence& s) { s.summary = s.values; }),
              with("a summary of shape [1, 2, 3]"));
  EXPECT_THAT(told([](Sequence& s) { s.segment_ids = s.values; }),
              with("segment_ids of shape [1, 2, 3]"));
}

TEST(BackboneAdapter, NamesAPluginThatGivesOtherNumbersOfFramesThanItSays) {
  EXPECT_THAT(
      message_of([] {
        Step step;
        const auto one_less = [](Sequence& s) { s.lengths = s.lengths - 1; };
        adapter(std::make_shared<Changed>(one_less))
            ->forward(audio({1, 2, 3, 4, 5, 6, 7, 8}, 1, {8}), step);
      }),
      testing::HasSubstr("gave 1 frames for a clip of length 8, where its frames() says 2"));
}

/// One of its layers or stages is not like the others; or it writes into what it is given.
class Uneven : public fakes::Deep {
 public:
  explicit Uneven(bool writes = false) : writes_(writes) {}
  std::vector<Sequence> run_layers(const Sequence& in, Step& step) override {
    if (writes_) in.values.add_(1.0);
    auto out = fakes::Deep::run_layers(in, step);
    if (!writes_) out[1].values = out[1].values.narrow(1, 0, 1);
    if (!writes_) out[1].lengths = out[1].lengths - 1;
    return out;
  }
  Sequence run_stage(std::size_t stage, const Sequence& in, Step& step) override {
    if (writes_ && stage == 0) in.values.add_(1.0);
    auto out = fakes::Deep::run_stage(stage, in, step);
    if (!writes_ && stage == 1) out.lengths = at::Tensor();
    return out;
  }

 private:
  bool writes_;
};

TEST(BackboneAdapter, NamesAPluginWhoseLayersOrStagesDoNotFit) {
  const auto told = [](bool writes, const char* freeze, const char* layers) {
    return message_of([&] {
      const auto own = adapter(std::make_shared<Uneven>(writes), freeze, layers);
      own->forward_frozen(audio({1, 2}, 1, {2}));
    });
  };
  EXPECT_THAT(told(false, "all", "weighted"), testing::HasSubstr("layers of different shapes"));
  EXPECT_THAT(told(false, "middle", "last"),
              testing::HasSubstr("lengths from run_stage that are not [1] int64 on the CPU"));
  EXPECT_THAT(told(true, "all", "weighted"), testing::HasSubstr("wrote into the values"));
  EXPECT_THAT(told(true, "middle", "last"), testing::HasSubstr("wrote into the values"));
}

}  // namespace
}  // namespace serhost::model
