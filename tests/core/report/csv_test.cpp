#include "report/csv.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

using namespace serhost;
using namespace serhost::report;

TEST(CsvRecords, SpanLinesInsideQuotesAndLeaveOutATornEnd) {
  const auto records = csv_records("a,b\n\"x\n\"\"y\"\"\",1\r\nc,\"torn\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(csv_split(records[1]), (std::vector<std::string>{"x\n\"y\"", "1"}));
  EXPECT_EQ(csv_records("a,b\nc").size(), 1u);
  EXPECT_TRUE(csv_records("").empty());
}

TEST(CsvLine, ReadsBackWhateverTheFieldsHold) {
  const std::vector<std::string> fields = {"a,b", "\"", "", "line\nbreak", "\r", " blank ", "Zoë"};
  const auto line = csv_line(fields);
  const auto records = csv_records(line);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(csv_split(records[0]), fields);
}

TEST(ReadNumber, TakesTheWholeFieldOrNothing) {
  double value = 0.0;
  std::int64_t whole = 0;
  EXPECT_TRUE(read_number("1e-3", value));
  EXPECT_EQ(value, 1e-3);
  EXPECT_TRUE(read_number("-7", whole));
  EXPECT_EQ(whole, -7);
  for (const auto* bad : {"", "1x", " 1", "x"}) {
    EXPECT_FALSE(read_number(bad, value)) << bad;
    EXPECT_FALSE(read_number(bad, whole)) << bad;
  }
}
