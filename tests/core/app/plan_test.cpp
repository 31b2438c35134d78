// What a plan says, against what training does.
#include "app/plan.hpp"

#include "core/app/experiment_fixture.hpp"
#include "data/loading/batches.hpp"

namespace serhost::app {
namespace {

class PlanTest : public testing::SmallExperiment {
 protected:
  Plan plan(const std::vector<std::string>& overrides) const {
    const auto known = prepared(overrides);
    Faults faults;
    const auto facts = check_model(session_, known, faults);
    EXPECT_EQ(faults.text(), "");
    return plan_of(known, facts);
  }

  std::int64_t made(const std::vector<std::string>& overrides) {
    run_experiment(session_, job(overrides), reports_);
    std::int64_t out = 0;
    for (const auto& [fold, updates] : reports_.updates) out += updates;
    return out;
  }
};

TEST_F(PlanTest, CountsTheUpdatesThatTrainingMakes) {
  const std::vector<std::string> overrides = {"train.accumulate=3"};
  const auto planned = plan(overrides).updates;
  EXPECT_EQ(planned, made(overrides));
  EXPECT_GT(planned, 0);
}

// Batches by their seconds depend on which clips meet: on the epoch and on the seed. Counting those
// of one epoch of seed 0 is off, though not for every number of seconds: the first that shows it is
// trained.
TEST_F(PlanTest, CountsThemWithBatchesBySecondsToo) {
  for (const char* seconds : {"7.5", "6.5", "5.5", "5", "4.5", "4", "3.5", "3"}) {
    const std::vector<std::string> overrides = {std::string("train.batch_seconds=") + seconds,
                                                "train.epochs=4", "dataset.speakers=6",
                                                "seeds=[3, 5, 8]"};
    const auto planned = plan(overrides).updates;
    const auto known = prepared(overrides);
    std::int64_t of_one_epoch = 0;
    for (const auto& fold : known.folds.front().folds)
      of_one_epoch += static_cast<std::int64_t>(
          data::training_batches(known.manifest, fold.train, known.experiment.train, 0, 0).size());
    if (planned == of_one_epoch * 4 * 3) continue;
    EXPECT_EQ(planned, made(overrides)) << seconds;
    return;
  }
  FAIL() << "no number of seconds shows the difference";
}

TEST_F(PlanTest, CountsEachSeedsOwnFoldsWhereTheyAreDrawnAnew) {
  const std::vector<std::string> overrides = {"protocol.resplit=true", "train.batch_seconds=6",
                                              "protocol.name=holdout"};
  EXPECT_EQ(plan(overrides).updates, made(overrides));
}

TEST_F(PlanTest, PartsAddUpToTheCorpus) {
  const auto whole = plan({});
  ASSERT_EQ(whole.folds.size(), 2u);
  const auto& fold = whole.folds[0];
  EXPECT_EQ(fold.number, 1);
  EXPECT_EQ(fold.train.clips + fold.validation.clips + fold.test.clips,
            prepared().manifest.clips.size());
  EXPECT_GT(fold.train.hours, 0.0);
  EXPECT_EQ(fold.batches, (fold.train.clips + 3) / 4);
  EXPECT_GT(whole.weight_bytes, 0.0);
  EXPECT_GT(whole.audio_bytes, 0.0);
}

TEST_F(PlanTest, CountsACopyOfWhatChanges) {
  const auto known = prepared();
  Faults faults;
  auto facts = check_model(session_, known, faults);
  EXPECT_EQ(faults.text(), "");
  EXPECT_GE(facts.changing, facts.trainable);
  const auto before = plan_of(known, facts).weight_bytes;
  facts.changing += 1000;  // a teacher that has no gradient, say
  EXPECT_EQ(plan_of(known, facts).weight_bytes - before, 4000.0);
}

TEST_F(PlanTest, TheLargestBatchIsThatOfMostSecondsWherePaddingIsNotCounted) {
  const auto known = prepared({"train.batch_seconds=6", "train.batch_padding=false"});
  Faults faults;
  const auto facts = check_model(session_, known, faults);
  const auto& train = known.experiment.train;
  std::size_t clips = 0;
  double most = 0.0;
  for (const auto& fold : known.folds.front().folds) {
    for (const auto& batch : data::training_batches(known.manifest, fold.train, train, 1, 0)) {
      double seconds = 0.0;
      for (const auto clip : batch) seconds += known.manifest.clips[clip].seconds;
      if (seconds <= most) continue;
      most = seconds;
      clips = batch.size();
    }
  }
  EXPECT_EQ(forecast_memory(session_, known, plan_of(known, facts), 1e6).clips, clips);
}

TEST_F(PlanTest, MemoryOfABatchFollowsFromAFewOfItsClips) {
  const auto known = prepared();
  const std::vector<double> seconds = {2.0, 1.5, 1.4, 1.6, 1.2, 1.8, 1.5, 1.5};
  const auto needed = [&](double patience) {
    // The spectra are not part of it: their scratch is that of the longest clip, however many there
    // are.
    return train::step_memory(known.experiment, known.registry, known.manifest, seconds, true,
                              "cpu", 1, patience)
        .value();
  };
  const auto whole = needed(1e9), from_four = needed(0.0);
  EXPECT_EQ(whole.tried, 8u);
  EXPECT_EQ(from_four.tried, 4u);
  EXPECT_GT(whole.batch, 8 * 120 * 40 * 4) << "the features alone";
  EXPECT_NEAR(from_four.batch / whole.batch, 1.0, 0.15);
}

TEST_F(PlanTest, MemoryGrowsWithTheBatchAndCountsWhatIsKept) {
  const auto forecast = [&](const std::string& size) {
    const auto known = prepared({size, "backbone.width=64", "train.device=cpu"});
    Faults faults;
    const auto facts = check_model(session_, known, faults);
    return forecast_memory(session_, known, plan_of(known, facts), 1e6);
  };
  const auto small = forecast("train.batch_size=2"), large = forecast("train.batch_size=8");
  EXPECT_EQ(small.clips, 2u);
  EXPECT_EQ(large.clips, 8u);
  EXPECT_GT(large.step->batch, 2.5 * small.step->batch);
  EXPECT_NEAR(large.total - small.total, large.step->batch - small.step->batch, 1.0);
  EXPECT_GT(small.total, 1e6 + small.step->batch);
}

}  // namespace
}  // namespace serhost::app
