// The task `regression` behind the interface of all tasks.
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include <cmath>

#include "tasks/registry.hpp"

namespace serhost::tasks::ratings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Clips "a" to "d", rated in valence (1 to 5) and arousal; "c" in valence alone, "d" in neither.
data::Manifest clips() {
  data::Manifest out;
  out.dimensions = {{"valence", std::pair(1.0, 5.0)}, {"arousal", std::nullopt}};
  const std::vector<std::map<std::string, double>> ratings = {{{"valence", 1.3}, {"arousal", 2.0}},
                                                              {{"valence", 4.1}, {"arousal", 5.0}},
                                                              {{"valence", 3.0}},
                                                              {}};
  for (const auto& rated : ratings) {
    data::Clip clip;
    clip.utterance.key = std::string(1, static_cast<char>('a' + out.clips.size()));
    clip.utterance.dimensions = rated;
    out.clips.push_back(clip);
  }
  return out;
}

config::Experiment experiment() {
  config::Experiment out;
  out.task = "regression";
  return out;
}

std::shared_ptr<const Task> task() { return make(experiment(), clips()); }

at::Tensor scores(std::vector<double> values) {
  return at::tensor(values, at::kFloat).view({-1, 2});
}

TEST(Regression, TellsComponentsItsDimensionsAndTheirRanges) {
  const auto told = task()->description(clips(), {0, 1});
  ASSERT_EQ(told.dimensions.size(), 2u);
  EXPECT_EQ(told.dimensions[0].name, "valence");
  EXPECT_EQ(told.dimensions[0].highest, 5.0);
  EXPECT_TRUE(std::isnan(told.dimensions[1].lowest)) << "nobody says the range of arousal";
  EXPECT_TRUE(told.classes.empty());
  EXPECT_EQ(task()->outputs(), 2);
  EXPECT_THAT(task()->prediction_columns(), ElementsAre("truth_valence", "predicted_valence",
                                                        "truth_arousal", "predicted_arousal"));
}

TEST(Regression, GivesRatingsInFullPrecisionAndNanWhereThereAreNone) {
  const auto ratings = task()->targets(clips(), {2, 0}).dimensions;
  EXPECT_EQ(ratings[1][0].item<double>(), 1.3);
  EXPECT_EQ(ratings[0][0].item<double>(), 3.0);
  EXPECT_TRUE(std::isnan(ratings[0][1].item<double>()));
  EXPECT_TRUE(task()->example_targets(3).dimensions.isfinite().all().item<bool>());
}

TEST(Regression, BringsRatingsOfAnotherScaleToItsOwn) {
  auto others = clips();
  others.dimensions[0].range = std::pair(-1.0, 1.0);
  others.clips[0].utterance.dimensions = {{"valence", 0.5}, {"arousal", 0.5}};
  const auto ratings = task()->targets(others, {0}).dimensions;
  EXPECT_DOUBLE_EQ(ratings[0][0].item<double>(), 4.0);
  EXPECT_EQ(ratings[0][1].item<double>(), 0.5) << "a dimension without a range stays as it is";
}

TEST(Regression, AHeadBeginsAtTheMeanRatingsOfTheTrainPart) {
  const auto begins = task()->initial_scores(clips(), {0, 2, 3});
  EXPECT_DOUBLE_EQ(begins.at(0), 2.15);
  EXPECT_DOUBLE_EQ(begins.at(1), 2.0);
  EXPECT_THAT(task()->initial_scores(clips(), {3}), ElementsAre(0.0, 0.0));
}

TEST(Regression, EvaluatesInAnyOrderOfBatches) {
  const auto all = clips();
  const auto one = task()->evaluator(), other = task()->evaluator();
  const auto first = scores({1.5, 2.5, 4.0, 4.5}), second = scores({2.0, 9.0});
  EXPECT_TRUE(one->add({}, first, task()->targets(all, {0, 1}), {0, 1}).empty());
  EXPECT_TRUE(one->add({}, second, task()->targets(all, {2}), {2}).empty());
  other->add({}, second, task()->targets(all, {2}), {2});
  other->add({}, first, task()->targets(all, {0, 1}), {0, 1});
  EXPECT_EQ(one->metrics(), other->metrics());
  const auto rows = one->rows();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2].clip, 2u);
  EXPECT_THAT(rows[2].cells, ElementsAre("3", "2", "", "9"));
  EXPECT_THAT(rows[0].cells, ElementsAre("1.3", "1.5", "2", "2.5"));
  EXPECT_TRUE(rows[0].probabilities.empty());
  EXPECT_NEAR(one->metrics().at("valence.mae"), (0.2 + 0.1 + 1.0) / 3, 1e-12);
  EXPECT_NEAR(one->metrics().at("arousal.mae"), 0.5, 1e-12) << "the third clip is not rated";
}

TEST(Regression, NamesClipsWhoseScoresAreNotFinite) {
  const auto evaluator = task()->evaluator();
  EXPECT_THAT(
      evaluator->add({}, scores({1, 2, std::nan(""), 1}), task()->targets(clips(), {0, 1}), {0, 1}),
      ElementsAre(1u));
}

TEST(Regression, RefusesALossOfLabels) {
  Faults faults;
  task()->check({.targets = {TargetKind::label}}, "loss 'focal'", faults);
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_THAT(faults.text(), HasSubstr("a regression task provides rated dimensions"));
}

TEST(Regression, KnowsItsDimensionsFromTheExperimentWhereThereAreNoClips) {
  auto asked = experiment();
  config::DatasetTable table;
  table.dimensions = {"arousal", "power"};
  table.ranges = {{"power", {0.0, 1.0}}};
  asked.datasets = {table};
  EXPECT_THAT(make(asked, {})->prediction_columns(),
              ElementsAre("truth_arousal", "predicted_arousal", "truth_power", "predicted_power"));
}

}  // namespace
}  // namespace serhost::tasks::ratings
