// Ledgers of several shards or laboratories read as one.
#include "sweep/merged.hpp"

#include <gmock/gmock.h>

namespace serhost::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Entry entry(const std::string& id, Status status, const std::string& result = "",
            const std::string& finished = "") {
  Entry out;
  out.id = id, out.status = status, out.result = result, out.finished = finished,
  out.run = "cells/" + id;
  return out;
}

LedgerContent ledger(const std::string& file, std::vector<Entry> entries) {
  LedgerContent out;
  out.file = file;
  out.facts.sweep = "grid";
  out.entries = std::move(entries);
  return out;
}

TEST(MergedLedgers, TellOfEachCellWhereItCameFurthest) {
  const auto merged = merge(
      {ledger("/a/ledger.sqlite", {entry("x", Status::skipped), entry("y", Status::done, "1"),
                                   entry("z", Status::failed)}),
       ledger("/b/ledger.sqlite", {entry("x", Status::done, "2"), entry("y", Status::planned),
                                   entry("z", Status::running), entry("w", Status::planned)})});
  ASSERT_EQ(merged.entries.size(), 4u);
  EXPECT_EQ(merged.entries[0].status, Status::done);
  EXPECT_EQ(merged.entries[0].run, "/b/cells/x");
  EXPECT_EQ(merged.entries[1].run, "/a/cells/y");
  EXPECT_EQ(merged.entries[2].status, Status::failed);
  EXPECT_EQ(merged.entries[3].status, Status::planned);
  EXPECT_THAT(merged.conflicts, IsEmpty());
}

TEST(MergedLedgers, ConflictWhereOneCellHasTwoResults) {
  const auto first =
      ledger("/a/ledger.sqlite", {entry("x", Status::done, "1", "2024-01-02T00:00:00Z")});
  EXPECT_THAT(merge({first, ledger("/b/ledger.sqlite",
                                   {entry("x", Status::done, "1", "2024-01-03T00:00:00Z")})})
                  .conflicts,
              IsEmpty());
  const auto merged = merge(
      {first, ledger("/b/ledger.sqlite", {entry("x", Status::done, "2", "2024-01-01T00:00:00Z")})});
  EXPECT_THAT(merged.conflicts,
              ElementsAre("x: done twice, with different predictions: in /a/cells/x "
                          "(/a/ledger.sqlite) and in /b/cells/x (/b/ledger.sqlite)"));
  EXPECT_EQ(merged.entries[0].result, "1");  // by its place: the clocks of machines differ
}

TEST(MergedLedgers, ConflictWhereOneCellRunsTwice) {
  EXPECT_THAT(merge({ledger("/a/l.sqlite", {entry("x", Status::running)}),
                     ledger("/b/l.sqlite", {entry("x", Status::running)})})
                  .conflicts,
              ElementsAre(HasSubstr("x: running in two places")));
}

TEST(MergedLedgers, AreOfOneSweep) {
  auto other = ledger("/b/l.sqlite", {});
  other.facts.sweep = "table1";
  EXPECT_THROW(merge({ledger("/a/l.sqlite", {}), other}), UsageError);
}

}  // namespace
}  // namespace serhost::sweep
