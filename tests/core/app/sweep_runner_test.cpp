// The sweep runner with cells that are played by the test: order, stop, resume, retry, claims.
#include "app/sweep_runner.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <thread>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"
#include "core/sweep/fixture.hpp"
#include "sweep/claims.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using sweep::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Ends at once with a status, after leaving what a run leaves.
class PlayedCell : public CellRun {
 public:
  PlayedCell(std::optional<int> status, bool& asked) : status_(status), asked_(asked) {}
  std::optional<int> wait(int) override { return status_; }
  void stop() override {
    asked_ = true;
    if (!status_) status_ = static_cast<int>(Exit::stopped);
  }

 private:
  std::optional<int> status_;
  bool& asked_;
};

struct Lines : RunObserver {
  void log(const std::string& line) override { all.push_back(line); }
  std::vector<std::string> all;
};

class SweepRunnerTest : public sweep::testing::InFolder {
 protected:
  void SetUp() override {
    InFolder::SetUp();
    sweep_ = read(R"(name = "grid"
[base.dataset]
plugin = "synthetic"
[base.backbone]
plugin = "lstm"
[base.loss]
plugin = "cross_entropy"
[axes]
"train.epochs" = [1, 2, 3]
)");
    ASSERT_EQ(sweep_.cells.size(), 3u);
  }

  /// What the cell with so many epochs does: a status, or nothing and so it runs on.
  std::map<std::int64_t, std::vector<std::optional<int>>> script_;

  StartCell players() {
    return [this](const CellJob& job) -> std::unique_ptr<CellRun> {
      const auto& cell = cell_of(job);
      started_.push_back(cell.experiment.train.epochs);
      auto& left = script_[cell.experiment.train.epochs];
      std::optional<int> status = 0;
      if (!left.empty()) {
        status = left.front();
        left.erase(left.begin());
      }
      if (before_end_) {
        before_end_(job);
      } else if (status == 0) {
        finish(job.folder, !ends_early_);
      } else {
        replace_file(job.errors, "it went wrong\n");
      }
      return std::make_unique<PlayedCell>(status, asked_);
    };
  }

  const sweep::Cell& cell_of(const CellJob& job) const {
    for (const auto& cell : sweep_.cells) {
      if (job.experiment.stem() == cell.id) return cell;
    }
    throw std::logic_error("no cell of this name");
  }

  static void finish(const fs::path& folder, bool whole = true) {
    fs::create_directories(folder);
    run::RunRecord record(folder, run::sample::facts({1}));
    run::sample::run_all(record, {1});
    if (whole) record.finish();
  }

  SweepRunner runner(Shard shard = {}) {
    return SweepRunner(sweep_, "runs/grid", shard, players(), lines_);
  }

  std::vector<Status> status_of(SweepRunner& runner) const {
    std::vector<Status> out;
    for (const auto& entry : runner.entries()) out.push_back(entry.status);
    return out;
  }

  struct Ended {
    Exit exit = Exit::ok;
    std::string message;
    Remedy remedy = Remedy::force;
  };

  template <class Action>
  static Ended ended(Action action) {
    try {
      action();
    } catch (const RemediableError& error) { return {error.exit(), error.what(), error.remedy()}; }
    return {};
  }

  static bool never() { return false; }

  sweep::Sweep sweep_;
  std::vector<std::int64_t> started_;  // epochs of the cells, in order
  bool asked_ = false, ends_early_ = false;
  std::function<void(const CellJob&)> before_end_;  // in the place of what a run leaves
  Lines lines_;
};

TEST_F(SweepRunnerTest, TakesNoCellForDoneWhoseRunIsNotFinishedWhateverItsStatus) {
  ends_early_ = true;
  auto first = runner();
  first.run(never);
  EXPECT_THAT(status_of(first), ElementsAre(Status::failed, Status::failed, Status::failed));
  EXPECT_THAT(lines_.all.at(0), HasSubstr("ended with status 0, but is not finished"));
}

TEST_F(SweepRunnerTest, RunsEveryCellOnceAndKeepsWhatBecameOfIt) {
  auto first = runner();
  first.run(never);
  EXPECT_THAT(started_, ElementsAre(1, 2, 3));
  EXPECT_THAT(status_of(first), ElementsAre(Status::done, Status::done, Status::done));
  const auto entry = first.entries().front();
  EXPECT_EQ(entry.validation, 0.5);
  EXPECT_EQ(entry.result.size(), 64u);
  EXPECT_EQ(entry.run, "cells/" + entry.id);
  EXPECT_TRUE(fs::exists(fs::path("runs/grid") / entry.run / "cell.json"));
  EXPECT_TRUE(fs::exists("runs/grid/experiments/" + entry.id + ".toml"));
  EXPECT_FALSE(fs::exists("runs/grid/logs/" + entry.id + ".err"));  // it was empty
  ASSERT_EQ(lines_.all.size(), 3u);
  EXPECT_THAT(lines_.all[1],
              StartsWith("cell 2/3 " + first.entries()[1].id + ": done, validation ua 0.500 ("));
  first.run(never);
  EXPECT_EQ(started_.size(), 3u);
}

TEST_F(SweepRunnerTest, AFailedCellStopsNoOtherAndIsRunAgainWhereThatIsAsked) {
  script_[2] = {1};
  {
    auto first = runner();
    first.run(never);
    EXPECT_THAT(status_of(first), ElementsAre(Status::done, Status::failed, Status::done));
    EXPECT_EQ(first.entries()[1].reason, "it went wrong");
  }
  started_.clear();
  {
    auto second = runner();
    second.run(never);
    EXPECT_TRUE(started_.empty());
  }
  auto third = runner();
  third.retry_failed();
  third.run(never);
  EXPECT_THAT(started_, ElementsAre(2));
  EXPECT_THAT(status_of(third), ElementsAre(Status::done, Status::done, Status::done));
  EXPECT_EQ(third.entries()[1].attempts, 2);
}

TEST_F(SweepRunnerTest, AStopReachesTheCellAndTheNextSessionBeginsWithIt) {
  script_[2] = {std::nullopt};  // runs until it is asked to stop
  {
    auto first = runner();
    const auto end = ended([&] { first.run([&] { return started_.size() == 2; }); });
    EXPECT_TRUE(asked_);
    EXPECT_EQ(end.exit, Exit::stopped);
    EXPECT_EQ(end.remedy, Remedy::repeat);
    EXPECT_THAT(end.message, HasSubstr("finished work is kept in runs/grid"));
    EXPECT_THAT(status_of(first), ElementsAre(Status::done, Status::running, Status::planned));
  }
  started_.clear();
  auto second = runner();
  second.run(never);
  EXPECT_THAT(started_, ElementsAre(2, 3));
  EXPECT_THAT(status_of(second), ElementsAre(Status::done, Status::done, Status::done));
}

TEST_F(SweepRunnerTest, AStopBetweenCellsStartsNone) {
  auto first = runner();
  const auto end = ended([&] { first.run([] { return true; }); });
  EXPECT_EQ(end.exit, Exit::stopped);
  EXPECT_TRUE(started_.empty());
}

TEST_F(SweepRunnerTest, ACellThatWasTooYoungToKnowTheSignalIsStoppedToo) {
  script_[1] = {128 + SIGTERM};
  auto first = runner();
  bool stopping = false;
  const auto end = ended([&] {
    first.run([&] {
      const bool now = stopping;
      stopping = true;  // after the first question, which comes before the cell
      return now;
    });
  });
  EXPECT_EQ(end.exit, Exit::stopped);
  EXPECT_EQ(first.entries()[0].status, Status::running);
}

TEST_F(SweepRunnerTest, AFullDiskStopsTheSweepAndCountsAsNoFailure) {
  script_[1] = {static_cast<int>(Exit::io)};
  auto first = runner();
  const auto end = ended([&] { first.run(never); });
  EXPECT_EQ(end.exit, Exit::io);
  EXPECT_EQ(end.remedy, Remedy::repeat_afterwards);
  EXPECT_THAT(end.message, StartsWith("it went wrong\nthe sweep stops in "));
  EXPECT_THAT(started_, ElementsAre(1));
  EXPECT_EQ(first.entries()[0].status, Status::running);
}

TEST_F(SweepRunnerTest, AFolderThatIsStillHeldIsTriedAgain) {
  script_[1] = {static_cast<int>(Exit::cannot_create), static_cast<int>(Exit::cannot_create)};
  auto first = runner();
  first.run(never);
  EXPECT_THAT(started_, ElementsAre(1, 1, 1, 2, 3));
  EXPECT_EQ(first.entries()[0].status, Status::done);
}

TEST_F(SweepRunnerTest, ACellThatWasNotStoppedByTheSweepHasFailed) {
  script_[1] = {static_cast<int>(Exit::stopped)};  // somebody else has sent it a signal
  script_[2] = {128 + SIGTERM};
  auto first = runner();
  first.run(never);
  EXPECT_THAT(status_of(first), ElementsAre(Status::failed, Status::failed, Status::done));
}

TEST_F(SweepRunnerTest, HoweverACellEndsTheOthersGoOn) {
  // By epochs: a run that ends well without a record, with a broken one, with an unfinished one.
  before_end_ = [&](const CellJob& job) {
    fs::create_directories(job.folder);
    const auto epochs = cell_of(job).experiment.train.epochs;
    if (epochs == 2) replace_file(job.folder / "run.json", "{");
    if (epochs == 3) run::RunRecord record(job.folder, run::sample::facts({1}));
  };
  {
    auto first = runner();
    first.run(never);
    EXPECT_THAT(status_of(first), ElementsAre(Status::failed, Status::failed, Status::failed));
    const auto entries = first.entries();
    EXPECT_THAT(entries[0].reason, HasSubstr("run.json: No such file"));
    EXPECT_THAT(entries[1].reason, HasSubstr("run.json: is not a run record"));
    EXPECT_THAT(entries[2].reason, HasSubstr("ended with status 0, but is not finished"));
  }
  before_end_ = {};
  for (const auto& entry : fs::directory_iterator("runs/grid/cells")) fs::remove_all(entry);
  auto again = runner();
  again.retry_failed();
  again.run(never);
  EXPECT_THAT(status_of(again), ElementsAre(Status::done, Status::done, Status::done));
}

TEST_F(SweepRunnerTest, ACellThatCannotBeStartedOrClaimedHasFailed) {
  write("runs/grid/sweep.toml", "");
  fs::create_directories("runs/grid/claims");
  write("runs/grid/claims/" + sweep_.cells[0].id, "a file where a folder must be");
  fs::create_directories("runs/grid/experiments/" + sweep_.cells[1].id + ".toml");
  auto first = runner();
  first.run(never);
  EXPECT_THAT(status_of(first), ElementsAre(Status::failed, Status::failed, Status::done));
  EXPECT_THAT(first.entries()[0].reason, HasSubstr("must be the folder of a claim"));
}

TEST_F(SweepRunnerTest, ASignalAndStrangeBytesAreWrittenDownInWords) {
  before_end_ = [&](const CellJob& job) {
    const auto epochs = cell_of(job).experiment.train.epochs;
    replace_file(job.errors, epochs == 1 ? "bad \xff byte\n" : "");
  };
  script_[1] = {1}, script_[2] = {128 + SIGKILL}, script_[3] = {9};
  auto first = runner();
  first.run(never);
  EXPECT_EQ(first.entries()[0].reason, "bad \\xff byte");
  EXPECT_EQ(first.entries()[1].reason, "ended by signal 9 (SIGKILL)");
  EXPECT_EQ(first.entries()[2].reason, "ended with status 9");
}

TEST_F(SweepRunnerTest, AnotherMachineOnTheSameShardIsNoticed) {
  using std::chrono::milliseconds;
  const ShardPresence::Times times{.beat = milliseconds(1), .watch = milliseconds(600)};
  write("present", "");
  {
    std::jthread other([](const std::stop_token& stop) {
      for (int i = 0; !stop.stop_requested(); ++i) {
        write("present", "elsewhere\nprocess 1\n" + std::to_string(i) + "\n");
        std::this_thread::sleep_for(milliseconds(5));
      }
    });
    while (read_file("present").empty()) std::this_thread::yield();
    const auto end = ended([&] { ShardPresence("present", "here", true, times); });
    EXPECT_EQ(end.exit, Exit::cannot_create);
    EXPECT_THAT(end.message, HasSubstr("this shard is running already on elsewhere"));
  }
  {  // the other one was killed: its number stays as it is
    ShardPresence own("present", "here", true, times);
    const auto first = read_file("present");
    EXPECT_THAT(first, StartsWith("here\n"));
    std::this_thread::sleep_for(milliseconds(2));
    own.beat();
    EXPECT_NE(read_file("present"), first);
  }
  EXPECT_FALSE(fs::exists("present"));
}

TEST_F(SweepRunnerTest, ACellThatAnotherHasClaimedIsSkipped) {
  fs::create_directories("runs/grid/claims");
  write("runs/grid/sweep.toml", "");
  ASSERT_TRUE(sweep::claim("runs/grid/claims", sweep_.cells[0].id, "x shard 2/2 on elsewhere"));
  auto first = runner();
  first.run(never);
  EXPECT_THAT(started_, ElementsAre(2, 3));
  EXPECT_EQ(first.entries()[0].status, Status::skipped);
  EXPECT_EQ(first.entries()[0].reason, "claimed by shard 2/2 on elsewhere");
}

TEST_F(SweepRunnerTest, AShardTakesItsOwnCellsFirstAndThenHelps) {
  auto second = runner({.number = 2, .of = 2});
  second.run(never);
  EXPECT_THAT(started_, ElementsAre(2, 1, 3));
}

TEST_F(SweepRunnerTest, OneProcessIsAShard) {
  const auto held = runner();
  const auto end = ended([&] { runner(); });
  EXPECT_EQ(end.exit, Exit::cannot_create);
  EXPECT_EQ(end.message, "runs/grid: this sweep is running already; wait for it");
  EXPECT_EQ(end.remedy, Remedy::or_other_folder);
}

TEST_F(SweepRunnerTest, AFolderOfSomethingElseIsRefused) {
  write("runs/grid/thesis.tex", "years of work");
  const auto end = ended([&] { runner(); });
  EXPECT_EQ(end.message, "runs/grid holds something other than a sweep");
  EXPECT_EQ(end.remedy, Remedy::other_folder);
}

}  // namespace
}  // namespace serhost::app
