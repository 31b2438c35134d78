// Sweeps from outside: grids that fail in one place, are killed, stopped, shared out.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/seed.hpp"
#include "end_to_end/swept.hpp"

namespace {

using end_to_end::kBase;
using end_to_end::kGrid;
using end_to_end::Scratch;
using end_to_end::slurp;
using end_to_end::Sweep;
using serhost::sweep::Status;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

TEST_F(Sweep, AFailureIsToldAndStopsNoOtherCell) {
  scratch_.write("grid.toml", kBase + "[axes]\ntrain.optimizer.lr = [0.01, 1e38, 0.02]\n");
  const auto planned = sweep({"--dry-run"});
  EXPECT_EQ(planned.status, 0) << planned.err;
  EXPECT_THAT(planned.out, HasSubstr("grid: 3 cells to run"));
  EXPECT_FALSE(fs::exists(folder() / "runs"));

  const auto first = sweep();
  EXPECT_EQ(first.status, 1) << first.err;
  EXPECT_THAT(first.out, HasSubstr("2 done, 1 failed, 0 skipped"));
  EXPECT_THAT(first.out, HasSubstr("best on validation: lr0.0"));
  EXPECT_THAT(first.out, HasSubstr("tables and figures: serhost report runs/grid\n"));
  EXPECT_THAT(first.err, Not(HasSubstr(": ; ")));
  EXPECT_THAT(sweep({"--dry-run"}).out, HasSubstr("grid: 1 cell to run, 2 done"));
  EXPECT_THAT(first.out, HasSubstr("failed: lr1e_38-"));
  auto became = entries();
  EXPECT_EQ(became["lr0.01"].status, Status::done);
  EXPECT_EQ(became["lr0.02"].status, Status::done);
  EXPECT_EQ(became["lr1e_38"].status, Status::failed);
  EXPECT_THAT(became["lr1e_38"].reason, HasSubstr("the loss is nan"));
  // At once, before the last cell.
  EXPECT_LT(first.err.find("failed: "), first.err.find("cell 3/3"));
  EXPECT_THAT(first.err, HasSubstr("2 cells left"));

  const auto again = sweep();
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(entries()["lr1e_38"].attempts, 1);
  const auto retried = sweep({"--retry-failed"});
  EXPECT_EQ(retried.status, 1);
  EXPECT_EQ(entries()["lr1e_38"].attempts, 2);
  EXPECT_EQ(entries()["lr0.01"].attempts, 1);

  const auto cell =
      nlohmann::json::parse(slurp(folder() / "runs/grid" / became["lr0.02"].run / "cell.json"));
  EXPECT_EQ(cell["settings"]["train.optimizer.lr"], "0.02");
  EXPECT_EQ(cell["id"], became["lr0.02"].id);
}

TEST_F(Sweep, KilledAtAnyMomentGoesOnAndEndsAsOneThatNothingHappenedTo) {
  scratch_.write("grid.toml", kGrid);
  const auto begin = std::chrono::steady_clock::now();
  const auto whole = sweep({"--out", "whole"});
  ASSERT_EQ(whole.status, 0) << whole.err;
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  serhost::Random random(5);
  int killed = 0;
  for (int kill = 0; kill < 3; ++kill) {
    const auto child = start({"--out", "killed"}, "killed");
    std::this_thread::sleep_for(std::chrono::duration<double>(random.uniform() * seconds * 0.6));
    ::kill(child, SIGKILL);
    // On a machine that is less busy than it was, the rest is done before the kill.
    const auto status = end_to_end::status_of(child);
    EXPECT_THAT(status, testing::AnyOf(128 + SIGKILL, 0));
    killed += status == 0 ? 0 : 1;
  }
  EXPECT_GT(killed, 0);
  const auto last = sweep({"--out", "killed"});
  EXPECT_EQ(last.status, 0) << last.err;
  expect_the_same("whole", "killed");
  for (const auto& [name, entry] : entries("killed/ledger.sqlite"))
    EXPECT_EQ(entry.status, Status::done) << name;
}

TEST_F(Sweep, StoppedBySignalSaysThatItGoesOn) {
  scratch_.write("grid.toml", kGrid);
  const auto child = start({"--out", "stopped"}, "stopped");
  for (int i = 0; i < 600 && !fs::exists(folder() / "stopped/cells"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  ::kill(child, SIGTERM);
  EXPECT_EQ(end_to_end::status_of(child), 75) << slurp(folder() / "stopped.err");
  EXPECT_THAT(slurp(folder() / "stopped.err"), HasSubstr("the same command resumes it"));
  const auto last = sweep({"--out", "stopped"});
  EXPECT_EQ(last.status, 0) << last.err;
  EXPECT_THAT(last.out, HasSubstr("4 done, 0 failed, 0 skipped"));
}

TEST_F(Sweep, ShardsShareTheCellsAndEachIsRunAndReportedOnce) {
  scratch_.write("grid.toml", kBase +
                                  "[variants.backbone.lstm_small]\nbackbone.width = "
                                  "4\n[variants.backbone.lstm_wide]\nbackbone.width = 16\n"
                                  "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\n");
  const auto first = start({"--shard", "1/2"}, "first"),
             second = start({"--shard", "2/2"}, "second");
  EXPECT_EQ(end_to_end::status_of(first), 0) << slurp(folder() / "first.err");
  EXPECT_EQ(end_to_end::status_of(second), 0) << slurp(folder() / "second.err");
  const auto ledgers = serhost::sweep::ledgers_in(folder() / "runs/grid");
  ASSERT_EQ(ledgers.size(), 2u);
  std::vector<serhost::sweep::LedgerContent> contents;
  std::int64_t attempts = 0;
  for (const auto& ledger : ledgers) {
    contents.push_back(serhost::sweep::read_ledger(ledger));
    for (const auto& entry : contents.back().entries) attempts += entry.attempts;
  }
  EXPECT_EQ(attempts, 4);
  const auto merged = serhost::sweep::merge(contents);
  EXPECT_TRUE(merged.conflicts.empty());
  for (const auto& entry : merged.entries) EXPECT_EQ(entry.status, Status::done) << entry.id;

  const auto reported = end_to_end::serhost({"report", "runs/grid", "--format", "csv"}, folder());
  ASSERT_EQ(reported.status, 0) << reported.err;
  EXPECT_EQ(reported.err, "");
  for (const std::string cell : {"lstm_small,cross_entropy,ua,", "lstm_small,focal,ua,",
                                 "lstm_wide,cross_entropy,ua,", "lstm_wide,focal,ua,"}) {
    EXPECT_NE(reported.out.find("\n" + cell), std::string::npos) << cell << reported.out;
  }
  // A ledger alone stands for its own cells, and says how many are elsewhere; a process may have
  // been so slow that it got none.
  const auto& own = contents[0].entries;
  const auto done = std::count_if(own.begin(), own.end(),
                                  [](const auto& entry) { return entry.status == Status::done; });
  if (done == 0 || done == 4) return;
  const auto one =
      end_to_end::serhost({"report", ledgers[0].string(), "--format", "csv"}, folder());
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_THAT(one.err, HasSubstr(std::to_string(4 - done) + " of 4 cells are not done"));
}

TEST_F(Sweep, LedgersAreShownMergedAndTheirConflictsTold) {
  scratch_.write("grid.toml", kBase + "[axes]\ntrain.epochs = [1, 2]\n");
  ASSERT_EQ(sweep({"--out", "one"}).status, 0);
  fs::create_directories(folder() / "two");
  fs::copy(folder() / "one/ledger.sqlite", folder() / "two/ledger.sqlite");
  const auto same =
      end_to_end::serhost({"ledger", "merge", "one", "two", "--out", "both.sqlite"}, folder());
  EXPECT_EQ(same.status, 0) << same.err;
  EXPECT_THAT(same.out,
              HasSubstr("grid, 2 ledgers: 2 done, 0 running, 0 planned, 0 failed, 0 skipped"));
  const auto both = serhost::sweep::read_ledger(folder() / "both.sqlite");
  EXPECT_EQ(both.entries.at(0).run,
            "one/" + serhost::sweep::read_ledger(folder() / "one/ledger.sqlite").entries.at(0).run);

  serhost::sweep::Ledger other(folder() / "two/ledger.sqlite",
                               serhost::sweep::read_ledger(folder() / "two/ledger.sqlite").facts);
  other.finish(both.entries.at(0).id, 1.0, {}, "other");
  const auto shown = end_to_end::serhost({"ledger", "show", "one", "two", "--json"}, folder());
  EXPECT_EQ(shown.status, 1);
  EXPECT_EQ(nlohmann::json::parse(shown.out)["conflicts"].size(), 1u);
  EXPECT_EQ(end_to_end::serhost({"ledger", "show", "nowhere"}, folder()).status, 66);
  EXPECT_EQ(end_to_end::serhost({"ledger", "sho", "one"}, folder()).status, 64);
}

TEST_F(Sweep, FaultsAreThoseOfAnExperimentAndNothingIsMade) {
  scratch_.write("grid.toml", kBase + "[axes]\nloss.plugin = [\"focal\", \"fokal\"]\n");
  const auto bad = sweep();
  EXPECT_EQ(bad.status, 69) << bad.err;
  EXPECT_THAT(bad.err, HasSubstr("grid.toml:23:25: "));
  EXPECT_THAT(bad.err, HasSubstr("Did you mean 'focal'?"));
  EXPECT_FALSE(fs::exists(folder() / "runs"));
  scratch_.write("grid.toml", kGrid);
  EXPECT_EQ(sweep({"--shard", "3/2"}).status, 64);
  scratch_.write("taken/file", "of somebody");
  const auto taken = sweep({"--out", "taken"});
  EXPECT_EQ(taken.status, 73);
  EXPECT_THAT(taken.err, HasSubstr("holds something other than a sweep"));
}

}  // namespace
