// The task `classification` behind the interface of all tasks.
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

using testing::ElementsAre;

/// Clips "a" to "d" of the classes up, down, up and none.
data::Manifest clips() {
  data::Manifest out;
  out.classes = {"up", "down"};
  for (const std::int64_t label : {0, 1, 0, -1}) {
    data::Clip clip;
    clip.utterance.key = std::string(1, static_cast<char>('a' + out.clips.size()));
    clip.label = label;
    out.clips.push_back(clip);
  }
  return out;
}

std::shared_ptr<const Task> task() { return make(config::Experiment(), clips()); }

Targets labels(std::vector<std::int64_t> values) {
  Targets out;
  out.label = at::tensor(values, at::kLong);
  return out;
}

at::Tensor scores(std::vector<double> values) {
  return at::tensor(values, at::kFloat).view({-1, 2});
}

TEST(Registry, KnowsClassificationAndListsItWhereATaskIsUnknown) {
  EXPECT_EQ(task()->name(), "classification");
  EXPECT_THAT(config::task_names(), testing::Contains("classification"));
  config::Experiment other;
  other.task = "clasification";
  other.file = "mine.toml";
  try {
    make(other, clips());
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_STREQ(error.what(),
                 "mine.toml: there is no task \"clasification\". Did you mean 'classification'? "
                 "Known: classification, classification+regression, conversation, multilabel, "
                 "multilabel+regression, pretrain, regression, soft, soft+regression.");
  }
}

TEST(Classification, TellsComponentsItsClassesAndWhatTrainsInAFold) {
  const auto told = task()->description(clips(), {0, 2});
  EXPECT_THAT(told.classes, ElementsAre("up", "down"));
  EXPECT_THAT(told.train_counts, ElementsAre(2, 0));
  EXPECT_EQ(task()->outputs(), 2);
}

TEST(Classification, GivesLabelsInTheOrderOfTheBatch) {
  EXPECT_TRUE(at::equal(task()->targets(clips(), {3, 1, 0}).label, labels({-1, 1, 0}).label));
  EXPECT_TRUE(at::equal(task()->example_targets(3).label, labels({0, 1, 0}).label));
}

TEST(Classification, RefusesALossThatNeedsOtherTargets) {
  Faults none;
  task()->check({.targets = {TargetKind::soft, TargetKind::label}}, "loss 'x'", none);
  task()->check({.targets = {TargetKind::none}}, "loss 'x'", none);
  EXPECT_TRUE(none.empty());
  Faults faults;
  task()->check({.targets = {TargetKind::soft, TargetKind::dimensions}}, "loss 'x'", faults);
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_THAT(
      faults.text(),
      testing::HasSubstr("loss 'x' needs soft labels or rated dimensions, and a classification "
                         "task provides labels; choose another loss or task"));
}

TEST(Classification, MakesRowsInTheOrderOfTheClips) {
  const auto evaluator = task()->evaluator();
  const double z = std::log(3.0);  // softmax of {0, ln 3} is {1/4, 3/4}
  EXPECT_TRUE(evaluator->add({}, scores({0, z, 0, z}), labels({0, 1}), {2, 1}).empty());
  EXPECT_TRUE(evaluator->add({}, scores({z, 0}), labels({0}), {0}).empty());
  const auto rows = evaluator->rows();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].clip, 0U);
  EXPECT_EQ(rows[2].clip, 2U);
  EXPECT_EQ(rows[2].truth, 0);
  EXPECT_EQ(rows[2].predicted, 1);
  EXPECT_NEAR(rows[2].probabilities[1], 0.75, 1e-7);
  EXPECT_EQ(rows[1].cells[0], "down");
  EXPECT_EQ(rows[1].cells[1], "down");
  EXPECT_THAT(task()->prediction_columns(), ElementsAre("truth", "predicted", "p_up", "p_down"));
  EXPECT_EQ(rows[1].cells.size(), 4U) << "as many as columns";
  EXPECT_EQ(std::stod(rows[1].cells[3]), rows[1].probabilities[1]) << "every bit";
}

TEST(Classification, MeasuresWhatItIsGiven) {
  const auto evaluator = task()->evaluator();
  evaluator->add({}, scores({2, 0, 2, 0, 0, 2, 2, 0}), labels({0, 0, 0, 1}), {0, 1, 2, 3});
  const auto metrics = evaluator->metrics();
  EXPECT_DOUBLE_EQ(metrics.at("wa"), 2.0 / 4);
  EXPECT_DOUBLE_EQ(metrics.at("ua"), (2.0 / 3 + 0.0 / 1) / 2);
  EXPECT_FALSE(metrics.contains("loss"));
}

TEST(Classification, NamesTheClipsWhoseScoresAreNotFinite) {
  constexpr auto kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(
      task()->evaluator()->add({}, scores({1, 0, kNan, 0, 0, 1}), labels({0, 1, 0}), {5, 7, 6}),
      ElementsAre(7));
}

}  // namespace
}  // namespace serhost::tasks
