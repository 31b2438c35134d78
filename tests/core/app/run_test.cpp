// A run without the program around it: stop, resume, an earlier result, a lock, reproduction.
#include "app/run.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>

#include "app/bundle.hpp"
#include "app/experiment_check.hpp"
#include "app/remedy.hpp"
#include "app/reproduce.hpp"
#include "base/files.hpp"
#include "core/app/experiment_fixture.hpp"
#include "pack/bundle.hpp"
#include "run/run.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RunTest : public testing::SmallExperiment {
 protected:
  struct Ended {
    Exit exit = Exit::ok;
    std::string message;
    std::optional<Remedy> remedy;
  };

  Ended ended(const RunJob& job) {
    try {
      run_experiment(session_, job, reports_);
    } catch (const RemediableError& error) {
      return {error.exit(), error.what(), error.remedy()};
    } catch (const Error& error) { return {error.exit(), error.what(), std::nullopt}; }
    return {};
  }
};

TEST_F(RunTest, LeavesAFinishedRunAndReportsIt) {
  auto asked = job();
  std::int64_t epochs = 0;
  asked.started = [&](std::int64_t count) { epochs = count; };
  const auto done = run_experiment(session_, asked, reports_);
  EXPECT_EQ(done.folder, folder_ / "run");
  EXPECT_FALSE(done.finished_before);
  EXPECT_EQ(epochs, 2 * 2 * 2);  // epochs x folds x seeds
  EXPECT_EQ(reports_.folds, 4u);
  EXPECT_TRUE(run::read_run(done.folder).is_finished());
  for (const char* file : {"clips.csv", "serhost.lock", "predictions.csv", "report.html"})
    EXPECT_TRUE(fs::exists(done.folder / file)) << file;

  testing::Reports again;
  EXPECT_TRUE(run_experiment(session_, job(), again).finished_before);
  EXPECT_EQ(again.folds, 0u);
}

TEST_F(RunTest, WhatAFoldWouldRefuseIsRefusedByTheCheckAndLeavesNoFolder) {
  for (const auto* wrong :
       {"train.class_weights={nobody=2}", "augment=[{plugin=\"gain\",low=6,high=-6}]"}) {
    auto asked = job();
    asked.overrides.emplace_back(wrong);
    EXPECT_EQ(ended(asked).exit, Exit::config) << wrong;
    EXPECT_FALSE(fs::exists(folder_ / "run")) << wrong;
    Faults faults;
    const auto prepared = prepare(session_, asked.experiment, asked.overrides, faults);
    check_model(session_, prepared, faults);
    EXPECT_EQ(faults.exit(), Exit::config) << wrong;
  }
}

TEST_F(RunTest, AStoppedRunGoesOnToTheSameResult) {
  auto asked = job();
  bool stop = false;
  asked.stop = [&] { return stop; };
  reports_.on_epoch = [&](const EpochEnded& epoch) { stop = epoch.fold == 2; };
  const auto first = ended(asked);
  EXPECT_EQ(first.exit, Exit::stopped);
  EXPECT_EQ(first.remedy, Remedy::resume);
  EXPECT_THAT(first.message, HasSubstr("finished folds are kept in "));

  const auto refused = ended(job());
  EXPECT_EQ(refused.exit, Exit::cannot_create);
  EXPECT_EQ(refused.remedy, Remedy::resume_or_other_folder);

  auto second = job();
  second.resume = true;
  run_experiment(session_, second, reports_);
  auto whole = job();
  whole.folder = folder_ / "whole";
  run_experiment(session_, whole, reports_);
  EXPECT_EQ(read_file(folder_ / "run/predictions.csv"),
            read_file(folder_ / "whole/predictions.csv"));
}

TEST_F(RunTest, FaultsComeBeforeTheFolder) {
  const auto end = ended(job({"backbone.width=0", "loss.plugin=focall"}));
  EXPECT_THAT(end.exit, AnyOf(Exit::config, Exit::unavailable));
  EXPECT_THAT(end.message, HasSubstr("focall"));
  EXPECT_THAT(end.message, HasSubstr("width"));
  EXPECT_FALSE(fs::exists(folder_ / "run"));
}

TEST_F(RunTest, LockedNeedsALock) {
  auto asked = job();
  asked.locked = true;
  try {
    run_experiment(session_, asked, reports_);
    FAIL() << "it ran without a lock";
  } catch (const RemediableError& error) {
    EXPECT_EQ(error.exit(), Exit::missing);
    EXPECT_EQ(error.remedy(), Remedy::lock);
    EXPECT_EQ(error.subject(), file_.string());
    EXPECT_THAT(error.what(), Not(HasSubstr("serhost pack")));
  }
}

TEST_F(RunTest, IsReproducedFromItsBundle) {
  ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
  run_experiment(session_, job(), reports_);
  bundle_run(folder_ / "run", folder_ / "small.serbundle");
  const auto folder = folder_ / "again";
  const auto done =
      reproduce(session_, {.bundle = folder_ / "small.serbundle", .folder = folder}, reports_);
  EXPECT_TRUE(done.reproduced());
  EXPECT_TRUE(done.same_bits);
  EXPECT_EQ(done.same_predictions, done.original_clips);
  EXPECT_EQ(done.original_clips, 2 * prepared().manifest.clips.size());  // of two seeds
  EXPECT_FALSE(done.metrics.empty());
  EXPECT_EQ(done.run.folder, folder / "run");
}

TEST_F(RunTest, AReproductionOfOtherNumbersSaysWhichDiffer) {
  ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
  run_experiment(session_, job(), reports_);
  bundle_run(folder_ / "run", folder_ / "small.serbundle");
  const auto done = reproduce(session_,
                              {.bundle = folder_ / "small.serbundle",
                               .folder = folder_ / "again",
                               .overrides = {"train.epochs=1", "train.optimizer.lr=0.3"}},
                              reports_);
  EXPECT_FALSE(done.reproduced());
  EXPECT_FALSE(done.same_bits);
  bool any = false;
  for (const auto& metric : done.metrics) {
    any = any || !metric.within;
    if (metric.within) continue;
    EXPECT_GT(std::abs(metric.difference), 1e-6) << metric.name;
    EXPECT_EQ(metric.difference, metric.here - metric.original) << metric.name;
  }
  EXPECT_TRUE(any);
}

TEST_F(RunTest, WhatContradictsItselfIsNeitherBundledNorReproduced) {
  ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
  run_experiment(session_, job(), reports_);
  const auto bundle = folder_ / "small.serbundle";
  bundle_run(folder_ / "run", bundle);
  auto altered = pack::read_bundle(read_file(bundle), "x");
  for (auto& file : altered.results) {
    if (file.path != "run.json") continue;
    auto json = nlohmann::ordered_json::parse(file.bytes);
    json["summary"] = nlohmann::ordered_json::object();
    file.bytes = json.dump();
    replace_file(folder_ / "run/run.json", file.bytes);
  }
  replace_file(bundle, pack::write_bundle(altered, "x"));
  for (const std::function<void()>& call :
       {std::function<void()>(
            [&] { reproduce(session_, {.bundle = bundle, .folder = folder_ / "a"}, reports_); }),
        std::function<void()>([&] { bundle_run(folder_ / "run", folder_ / "b.serbundle"); })}) {
    try {
      call();
      FAIL() << "it was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::damaged);
      EXPECT_THAT(error.what(), HasSubstr("has no summary"));
    }
  }
  EXPECT_FALSE(fs::exists(folder_ / "a"));
}

TEST_F(RunTest, AReproductionNeedsTheSameData) {
  ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
  run_experiment(session_, job(), reports_);
  bundle_run(folder_ / "run", folder_ / "small.serbundle");
  try {
    reproduce(session_,
              {.bundle = folder_ / "small.serbundle",
               .folder = folder_ / "again",
               .overrides = {"dataset.speakers=3"}},
              reports_);
    FAIL() << "it ran on other data";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::failed);
    EXPECT_THAT(error.what(), HasSubstr("the data differ from those of the original run"));
  }
  EXPECT_FALSE(fs::exists(folder_ / "again/run"));
}

}  // namespace
}  // namespace serhost::app
