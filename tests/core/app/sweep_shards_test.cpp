// Several machines and processes on one sweep: shards, and cells that another has claimed.
#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "core/app/sweep_runner_fixture.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using sweep::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Lines;
using ::testing::StartsWith;
using testing::SweepRunnerTest;

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
