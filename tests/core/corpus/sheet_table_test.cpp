// Tables beside the audio: found by key, filtered, with votes and ratings; faults name the file.
#include "corpus/sheet_table.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

using namespace serhost;
using namespace serhost::corpus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

namespace {

SheetRule rule() {
  SheetRule out;
  out.file = "list.csv";
  out.key = "file";
  out.columns = {{"gender", "sex"}};
  return out;
}

std::string fault(const SheetRule& one, const std::string& text) {
  try {
    SheetTable(one, "list.csv", text);
  } catch (const std::runtime_error& error) { return error.what(); }
  return "";
}

}  // namespace

TEST(SheetTable, AddsTheRowOfTheClip) {
  auto one = rule();
  one.votes = {{"anger", "A"}};
  one.ratings = {{"valence", "V"}};
  one.set = {{"split", "test"}};
  const SheetTable table(one, "list.csv", "file,sex,A,V\na, f ,3,1.5\nb,NA,,2\n");
  Utterance clip;
  Fields fields = {{"name", "a"}};
  EXPECT_TRUE(table.add_to(clip, fields));
  EXPECT_EQ(fields.at("gender"), "f");
  EXPECT_EQ(fields.at("split"), "test");
  EXPECT_THAT(clip.votes, ElementsAre(Pair("anger", 3)));
  EXPECT_THAT(clip.dimensions, ElementsAre(Pair("valence", 1.5)));
  Utterance other;
  Fields of_other = {{"name", "b"}};
  EXPECT_TRUE(table.add_to(other, of_other));
  EXPECT_EQ(of_other.count("gender"), 0U) << "NA says nothing";
  EXPECT_TRUE(other.votes.empty());
  Fields absent = {{"name", "c"}};
  EXPECT_FALSE(table.add_to(other, absent));
}

TEST(SheetTable, ReadsTabsAndStemsAndChosenRows) {
  auto one = rule();
  one.stem = true;
  one.rows_column = "no";
  one.rows.emplace("^1");
  const SheetTable table(one, "list.TSV", "no\tfile\tsex\r\n1\tx/a.wav\tf\r\n2\tx/a.wav\tm\r\n");
  Utterance clip;
  Fields fields = {{"name", "a"}};
  EXPECT_TRUE(table.add_to(clip, fields));
  EXPECT_EQ(fields.at("gender"), "f");
}

TEST(SheetTable, NamesWhatIsWrong) {
  EXPECT_THAT(fault(rule(), ""), HasSubstr("list.csv: is empty"));
  EXPECT_THAT(fault(rule(), "file,age\n"), HasSubstr("has no column 'sex'; it has file, age"));
  EXPECT_THAT(fault(rule(), "file,sex\na,f\na,m\n"), HasSubstr("two rows for 'a'"));
  auto one = rule();
  one.votes = {{"anger", "A"}};
  const SheetTable table(one, "list.csv", "file,sex,A\na,f,many\n");
  Utterance clip;
  Fields fields = {{"name", "a"}};
  EXPECT_THROW(table.add_to(clip, fields), std::runtime_error);
}
