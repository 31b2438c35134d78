// Ledgers: what they keep, what a killed writer leaves, what foreign bytes do.
#include "sweep/ledger.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/files.hpp"
#include "core/sweep/fixture.hpp"
#include "sweep/sqlite.hpp"

namespace serhost::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LedgerFile : public testing::InFolder {
 protected:
  static LedgerFacts facts() { return {"", "grid", 1, 1, "here", {"size", "loss.plugin"}, "ua"}; }

  static std::vector<Status> statuses(const std::filesystem::path& file) {
    std::vector<Status> out;
    for (const auto& entry : read_ledger(file).entries) out.push_back(entry.status);
    return out;
  }
};

TEST_F(LedgerFile, KeepsWhatBecameOfEveryCell) {
  const auto sweep =
      read(testing::kGrid + "[[exclude]]\nsize = \"large\"\n\"loss.plugin\" = \"focal\"\n");
  std::string id;
  {
    Ledger ledger("ledger.sqlite", facts());
    id = ledger.facts().id;
    ledger.plan(sweep.cells);
    ledger.start(sweep.cells[0].id, "cells/a");
    ledger.finish(sweep.cells[0].id, 2.5, 0.75, "abc");
    ledger.start(sweep.cells[1].id, "cells/b");
    ledger.fail(sweep.cells[1].id, 1.0, "the loss is not finite");
    ledger.start(sweep.cells[2].id, "cells/c");
  }
  Ledger again("ledger.sqlite", facts());
  again.plan(sweep.cells);
  const auto entries = again.entries();
  EXPECT_EQ(again.facts().id, id);
  EXPECT_THAT(statuses("ledger.sqlite"),
              ElementsAre(Status::done, Status::failed, Status::running, Status::skipped));
  EXPECT_EQ(entries[0].validation, 0.75);
  EXPECT_EQ(entries[0].seconds, 2.5);
  EXPECT_EQ(entries[0].result, "abc");
  EXPECT_EQ(entries[0].overrides,
            (std::vector<Override>{{"size", "small"}, {"loss.plugin", "cross_entropy"}}));
  EXPECT_EQ(entries[1].reason, "the loss is not finite");
  EXPECT_EQ(entries[2].attempts, 1);
  EXPECT_EQ(entries[3].reason, "excluded by sweep.toml:19:1");
}

TEST_F(LedgerFile, RetriesFailedCellsOnlyWhenAsked) {
  const auto sweep = read(testing::kGrid);
  Ledger ledger("ledger.sqlite", facts());
  ledger.plan(sweep.cells);
  ledger.fail(sweep.cells[1].id, 1.0, "no");
  ledger.plan(sweep.cells);
  EXPECT_EQ(statuses("ledger.sqlite")[1], Status::failed);
  EXPECT_EQ(ledger.retry_failed(), 1);
  EXPECT_EQ(statuses("ledger.sqlite")[1], Status::planned);
}

TEST_F(LedgerFile, TakesOverAGridThatChanges) {
  const auto sweep = read(testing::kGrid);
  Ledger ledger("ledger.sqlite", facts());
  ledger.plan(sweep.cells);
  ledger.finish(sweep.cells[0].id, 1.0, {}, "abc");
  ledger.skip(sweep.cells[3].id, "claimed by shard 2/2");
  auto fewer = sweep.cells;
  fewer.erase(fewer.begin(), fewer.begin() + 2);  // the first was done, the second planned
  ledger.plan(fewer);
  std::map<std::string, Entry> entries;
  for (const auto& entry : ledger.entries()) entries[entry.id] = entry;
  EXPECT_EQ(entries[sweep.cells[0].id].status, Status::done);
  EXPECT_EQ(entries[sweep.cells[1].id].reason, "no longer in the sweep file");
  EXPECT_EQ(entries[sweep.cells[3].id].status, Status::planned);  // whoever claimed it may be gone
  ledger.plan(sweep.cells);
  EXPECT_THAT(statuses("ledger.sqlite"),
              ElementsAre(Status::done, Status::planned, Status::planned, Status::planned));
}

TEST_F(LedgerFile, OfAnotherSweepIsRefused) {
  { const Ledger ledger("ledger.sqlite", facts()); }
  auto other = facts();
  other.sweep = "table1";
  try {
    const Ledger ledger("ledger.sqlite", other);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_create);
    EXPECT_THAT(error.what(), HasSubstr("is the ledger of the sweep 'grid'"));
  }
}

/// A writer that runs the cells around until it is killed, and says so after each change.
[[noreturn]] void write_until_killed(const std::vector<Cell>& cells, const LedgerFacts& facts,
                                     int pipe) {
  Ledger ledger("ledger.sqlite", facts);
  const auto say = [pipe] { [[maybe_unused]] const auto written = ::write(pipe, "x", 1); };
  for (;;) {
    for (const auto& cell : cells) {
      ledger.start(cell.id, "cells/" + cell.id);
      say();
      ledger.finish(cell.id, 1.0, 0.5, "abc");
      say();
    }
  }
}

TEST_F(LedgerFile, AKilledWriterLeavesAWholeLedger) {
  const auto sweep = read(testing::kGrid);
  {
    Ledger ledger("ledger.sqlite", facts());
    ledger.plan(sweep.cells);
  }
  std::int64_t attempts = 0;
  for (int kill = 0; kill < 12; ++kill) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(sweep.cells, facts(), pipe[1]);
    char said = 0;
    for (int change = 0; change <= kill; ++change) ASSERT_EQ(::read(pipe[0], &said, 1), 1);
    std::this_thread::sleep_for(
        std::chrono::microseconds(300 * kill));  // somewhere within the next change
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);
    ::close(pipe[1]);
    const auto content = read_ledger("ledger.sqlite");
    ASSERT_EQ(content.entries.size(), 4u);
    std::int64_t now = 0;
    for (const auto& entry : content.entries) {
      now += entry.attempts;
      // Each change is whole: a cell that is done has all of its result, one that runs has no end.
      EXPECT_LE(entry.seconds, static_cast<double>(entry.attempts));
      if (entry.status == Status::done) { EXPECT_EQ(entry.result, "abc"); }
      EXPECT_EQ(entry.finished.empty(), entry.status != Status::done);
    }
    EXPECT_GE(now, attempts);  // nothing that was written is lost
    attempts = now;
  }
  EXPECT_GT(attempts, 0);
}

TEST_F(LedgerFile, ForeignBytesAreToldAndNeverRead) {
  {
    Ledger ledger("ledger.sqlite", facts());
    ledger.plan(read(testing::kGrid).cells);
  }
  const auto whole = read_file("ledger.sqlite");
  const auto told = [](const std::string& bytes) {
    write("bad.sqlite", bytes);
    try {
      read_ledger("bad.sqlite");
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::damaged) << error.what();
      return std::string(error.what());
    }
    return std::string("read");
  };
  EXPECT_THAT(told("not a database at all, only some text that is long enough to be looked at as a "
                   "header of one hundred bytes or more"),
              HasSubstr("bad.sqlite is not a whole ledger"));
  EXPECT_THAT(told(""), HasSubstr("is not a whole ledger"));
  EXPECT_THAT(told(whole.substr(0, whole.size() / 2)), HasSubstr("is not a whole ledger"));
  auto status = whole;
  for (auto at = status.find("planned"); at != std::string::npos; at = status.find("planned", at))
    status.replace(at, 7, "plan\nxx");
  EXPECT_THAT(told(status), HasSubstr("it has a cell that is"));
  for (std::size_t at = 0; at < whole.size(); at += 499) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5A);
    write("bad.sqlite", bytes);
    try {
      read_ledger("bad.sqlite");
    } catch (const Error&) {  // any error of ours will do; a crash or another exception would not
    }
  }
}

TEST_F(LedgerFile, OfAViewThatNeverEndsIsRefusedAndNotAsked) {
  { Ledger ledger("ledger.sqlite", facts()); }
  {
    Database database("ledger.sqlite", Database::Mode::write);
    database.execute(
        "ALTER TABLE cells RENAME TO real_cells; CREATE VIEW cells AS WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n");
  }
  try {
    read_ledger("ledger.sqlite");
    FAIL() << "it was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::damaged);
    EXPECT_THAT(error.what(), HasSubstr("it holds the view 'cells'"));
  }
}

TEST_F(LedgerFile, IsFoundInTheSweepsFolder) {
  for (const auto& name : {ledger_name(2, 8), ledger_name(1, 1)}) {
    const Ledger ledger(name, facts());
  }
  write("other.sqlite", "");
  EXPECT_THAT(ledgers_in("."), ElementsAre("./ledger-2-of-8.sqlite", "./ledger.sqlite"));
}

}  // namespace
}  // namespace serhost::sweep
