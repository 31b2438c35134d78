// Sums of losses against the losses themselves.
#include <gmock/gmock.h>

#include "../rated_checks.hpp"

namespace {

using serhost::testing::make_loss;
using ::testing::HasSubstr;

const std::string kHybrid = R"(parts=[{plugin="ccc", weight=0.7}, {plugin="mse", weight=0.3}])";

torch::Tensor weights() { return torch::tensor({1.0, 2.0, 0.5}, torch::kDouble); }

TEST(Weighted, OfClipsIsTheSumForEachClip) {
  const auto loss = make_loss(
      "weighted", {R"(parts=[{plugin="cross_entropy", weight=0.25}, {plugin="focal", gamma=1}])"},
      checks::classes());
  EXPECT_FALSE(loss->needs().whole_batch);
  const serhost::Targets targets{.label = checks::labels()};
  auto step = serhost::testing::step();
  const auto alone = [&](const char* name, const std::vector<std::string>& options) {
    return make_loss(name, options, checks::classes())
        ->forward({.output = checks::logits()}, targets, step);
  };
  EXPECT_TRUE(checks::near(loss->forward({.output = checks::logits()}, targets, step),
                           0.25 * alone("cross_entropy", {}) + alone("focal", {"gamma=1"}), 1e-14));
}

TEST(Weighted, WithAStatisticOfTheBatchIsOneValueWithTheOthersMeans) {
  const auto loss = rated_checks::make("weighted", {kHybrid});
  EXPECT_TRUE(loss->needs().whole_batch);
  const serhost::Targets targets{.dimensions = rated_checks::ratings(), .weight = weights()};
  auto step = serhost::testing::step();
  const auto value = loss->forward({.output = rated_checks::output()}, targets, step);
  ASSERT_EQ(value.dim(), 0);
  const auto ccc =
      rated_checks::make("ccc", {})->forward({.output = rated_checks::output()}, targets, step);
  const auto mse =
      rated_checks::each("mse", {}, rated_checks::ratings(), rated_checks::output()) * weights();
  EXPECT_NEAR(value.item<double>(),
              0.7 * ccc.item<double>() + 0.3 * (mse.sum() / weights().sum()).item<double>(), 1e-12);
}

TEST(Weighted, HasTheGradientOfItsSlopes) {
  const auto function =
      checks::of_output(rated_checks::make("weighted", {kHybrid}),
                        {.dimensions = rated_checks::ratings(), .weight = weights()});
  EXPECT_TRUE(checks::near(checks::gradient(function, rated_checks::output()),
                           checks::slopes(function, rated_checks::output()), 1e-7));
}

// Three classes, two dimensions, embeddings of width 4: each part has the columns of its own head.
TEST(Weighted, OfSeveralTasksGivesEachPartItsOwnHead) {
  auto task = serhost::testing::task_of({"a", "b", "c"}, 4);
  task.dimensions = {{"valence", 1.0, 5.0}, {"arousal", 1.0, 5.0}};
  const auto loss = serhost::testing::make_loss_for(
      task, "weighted",
      {R"(parts=[{plugin="mse", weight=0.5}, {plugin="cross_entropy"}, )"
       R"({plugin="ccc", weight=2}])"});
  EXPECT_EQ(loss->needs().targets.size(), 3u) << "ratings, labels, votes";
  const auto classes = checks::logits().slice(1, 0, 3), rates = rated_checks::output();
  const serhost::View view{.output = torch::cat({classes, rates}, 1)};
  const auto labels = torch::tensor({0, 2, 1});
  const serhost::Targets targets{.label = labels, .dimensions = rated_checks::ratings()};
  auto step = serhost::testing::step();
  const double mse =
      rated_checks::each("mse", {}, rated_checks::ratings(), rates).mean().item<double>();
  const double ccc = rated_checks::make("ccc", {})
                         ->forward({.output = rates}, {.dimensions = rated_checks::ratings()}, step)
                         .item<double>();
  EXPECT_NEAR(loss->forward(view, targets, step).item<double>(),
              0.5 * mse + serhost::testing::cross_entropy(classes, labels) + 2 * ccc, 1e-12);
  EXPECT_TRUE(checks::near(loss->scores(view), view.output, 0.0));
}

std::string refused(const std::string& parts) {
  try {
    make_loss("weighted", {parts}, checks::classes());
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

TEST(Weighted, RefusesNoPartsAndPartsThatTakeDifferentTargets) {
  EXPECT_THAT(refused("parts=[]"), HasSubstr("parts is empty"));
  EXPECT_THAT(refused(R"(parts=[{plugin="cross_entropy"}, {plugin="mse"}])"),
              HasSubstr("no kind of target is taken by all parts"));
}

}  // namespace
