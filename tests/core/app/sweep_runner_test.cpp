// The sweep runner with cells that are played by the test: order, stop, resume, retry, claims.
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "core/app/sweep_runner_fixture.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using sweep::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Lines;
using testing::PlayedCell;
using ::testing::StartsWith;
using testing::SweepRunnerTest;

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

}  // namespace
}  // namespace serhost::app
