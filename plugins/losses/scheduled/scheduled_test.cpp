// Weights that move, epoch by epoch.
#include <gmock/gmock.h>

#include <map>

#include "../checks.hpp"

namespace {

using serhost::testing::make_loss;
using ::testing::HasSubstr;

const std::string kParts = R"(parts=[{plugin="cross_entropy"}, {plugin="focal", weight=0.0}])";

serhost::Step in_epoch(std::int64_t epoch, std::int64_t epochs) {
  auto step = serhost::testing::step(/*training=*/true);
  step.epoch = epoch;
  step.epochs = epochs;
  return step;
}

/// The weights of both parts in each of `epochs` epochs, as the loss logs them.
std::vector<std::pair<double, double>> weights(serhost::Loss& loss, std::int64_t epochs) {
  std::vector<std::pair<double, double>> out;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    auto step = in_epoch(epoch, epochs);
    std::map<std::string, double> logged;
    step.sink = [&](const std::string& name, const at::Tensor& value) {
      logged[name] = value.item<double>();
    };
    loss.forward({.output = checks::logits()}, {.label = checks::labels()}, step);
    out.emplace_back(logged.at("weight_cross_entropy"), logged.at("weight_focal"));
  }
  return out;
}

using Weights = std::vector<std::pair<double, double>>;

TEST(Scheduled, MovesLinearlyFromTheFirstEpochToTheLast) {
  const auto loss = make_loss("scheduled", {kParts, "final_weights=[0.5, 2.0]"}, checks::classes());
  EXPECT_EQ(weights(*loss, 5), (Weights{{1, 0}, {0.875, 0.5}, {0.75, 1}, {0.625, 1.5}, {0.5, 2}}));
  EXPECT_EQ(weights(*loss, 1), (Weights{{0.5, 2}})) << "one epoch is the last";
}

TEST(Scheduled, KeepsTheFirstWeightsUpToBeginAndTheLastFromEnd) {
  const auto loss =
      make_loss("scheduled", {kParts, "final_weights=[0.0, 1.0]", "begin=0.25", "end=0.75"},
                checks::classes());
  EXPECT_EQ(weights(*loss, 5), (Weights{{1, 0}, {1, 0}, {0.5, 0.5}, {0, 1}, {0, 1}}));
  const auto jump = make_loss(
      "scheduled", {kParts, "final_weights=[0.0, 1.0]", "begin=0.5", "end=0.5"}, checks::classes());
  EXPECT_EQ(weights(*jump, 5), (Weights{{1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}}));
}

TEST(Scheduled, IsTheSumWithTheWeightsOfTheEpochAndWithTheLastOnesInEvaluation) {
  const auto loss = make_loss("scheduled", {kParts, "final_weights=[0.0, 1.0]", "shape=\"cosine\""},
                              checks::classes());
  const serhost::View view{.output = checks::logits()};
  const serhost::Targets targets{.label = checks::labels()};
  auto step = in_epoch(1, 4);  // a third of the way: (1 - cos(pi / 3)) / 2 = 1/4
  const auto alone = [&](const char* name) {
    return make_loss(name, {}, checks::classes())->forward(view, targets, step);
  };
  EXPECT_TRUE(checks::near(loss->forward(view, targets, step),
                           0.75 * alone("cross_entropy") + 0.25 * alone("focal"), 1e-14));
  step.training = false;
  EXPECT_TRUE(checks::near(loss->forward(view, targets, step), alone("focal"), 1e-14));
}

std::string refused(const std::vector<std::string>& options) {
  try {
    make_loss("scheduled", options, checks::classes());
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

TEST(Scheduled, RefusesWeightsThatDoNotFit) {
  EXPECT_THAT(refused({kParts, "final_weights=[1.0]"}),
              HasSubstr("final_weights has 1 numbers, but there are 2 parts"));
  EXPECT_THAT(refused({kParts, "final_weights=[1.0, -1.0]"}), HasSubstr("negative"));
  EXPECT_THAT(refused({kParts, "final_weights=[1.0, 1.0]", "begin=0.6", "end=0.5"}),
              HasSubstr("begin is behind end"));
}

}  // namespace
