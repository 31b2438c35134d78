#include "base/text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

using namespace serhost;

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("same", "same"), 0u);
}

TEST(Nearest, FindsTheTypoAndNotTheStranger) {
  const std::vector<std::string> known = {"focal", "aam", "ccc", "cross_entropy"};
  EXPECT_EQ(nearest("focall", known), "focal");
  EXPECT_EQ(nearest("crossentropy", known), "cross_entropy");
  EXPECT_EQ(nearest("banana", known), "");
}

TEST(Suggestion, NamesTheNearestAndTheKnown) {
  const std::vector<std::string> known = {"aam", "focal"};
  EXPECT_EQ(suggestion("fcal", known), " Did you mean 'focal'? Known: aam, focal.");
}

TEST(Exact, ReadsBackToTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3.0, 6.02214076e23, -0.0, 5e-324, 123456789.0})
    EXPECT_EQ(std::strtod(exact(value).c_str(), nullptr), value);
  EXPECT_EQ(exact(std::nan("")), "nan");
}

TEST(Csv, FieldsSurviveTheRoundTrip) {
  const std::vector<std::string> fields = {"plain", "with, comma", "with \"quotes\"",
                                           "",      " blank ",     "ümlaut"};
  std::string line;
  for (const auto& field : fields) line += (line.empty() ? "" : ",") + csv_field(field);
  EXPECT_EQ(csv_split(line), fields);
}

TEST(CountOf, UsesTheSingularForOne) {
  EXPECT_EQ(count_of(1, "clip"), "1 clip");
  EXPECT_EQ(count_of(0, "clip"), "0 clips");
  EXPECT_EQ(count_of(2, "class", "classes"), "2 classes");
}
