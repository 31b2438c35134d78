#include "base/csv.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

using namespace serhost;
using Fields = std::vector<std::string>;

TEST(ReadCsv, KnowsInWhichLineEachRecordBegins) {
  const auto table = read_csv(
      "\xEF\xBB\xBF"
      "a,b\r\n\r\n\"two\nlines\",\"say \"\"no\"\"\"\nlast, blank \n");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[0].fields, (Fields{"a", "b"}));
  EXPECT_EQ(table.rows[1].line, 3u);
  EXPECT_EQ(table.rows[1].fields, (Fields{"two\nlines", "say \"no\""}));
  EXPECT_EQ(table.rows[2].line, 5u);
  EXPECT_EQ(table.rows[2].fields, (Fields{"last", " blank "}));
  EXPECT_EQ(table.open_quote, 0u);
}

TEST(ReadCsv, TellsWhereAQuoteIsOpenedThatNeverCloses) {
  EXPECT_EQ(read_csv("a\nb,\"c\nd\n").open_quote, 2u);
  EXPECT_EQ(read_csv("a\"b\nc\n").rows.size(), 2u);  // a quote within a plain field is a character
  EXPECT_EQ(read_csv("a\"\"b\nc\n").rows.size(), 2u);
}

TEST(ReadCsv, ReadsBackWhateverCsvFieldWrites) {
  const Fields hostile = {"a,b",
                          "\"",
                          "\"\"",
                          "",
                          "\n",
                          "\r\n",
                          " ",
                          "=1+1",
                          "-x",
                          "[x]",
                          "Zoë",
                          "e\xCC\x81",
                          std::string(10000, 'q'),
                          "'"};
  std::string text = "h\n";
  for (const auto& one : hostile) {
    for (const auto& other : hostile) text += csv_field(one) + "," + csv_field(other) + ",end\n";
  }
  const auto table = read_csv(text);
  ASSERT_EQ(table.rows.size(), 1 + hostile.size() * hostile.size());
  for (std::size_t i = 0; i < hostile.size(); ++i) {
    for (std::size_t j = 0; j < hostile.size(); ++j)
      EXPECT_EQ(table.rows[1 + i * hostile.size() + j].fields,
                (Fields{hostile[i], hostile[j], "end"}));
  }
}
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
