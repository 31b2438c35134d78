// Freezing and choice of layers.
#include "model/backbone_adapter.hpp"

#include <gmock/gmock.h>

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
  EXPECT_NEAR(taken("weighted"), 2.0, 1e-6);     // zeros: all five alike
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

}  // namespace
}  // namespace serhost::model
