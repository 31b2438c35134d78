// Tables of classes and speakers, against values worked by hand.
#include "report/class_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "core/report/systems.hpp"

using namespace serhost;
using namespace serhost::report;
using ::testing::HasSubstr;

TEST(ClassScores, AreThoseOfTheDefinitions) {
  metrics::Confusion counts(3);
  counts.add(0, 0, 3);
  counts.add(0, 1, 1);
  counts.add(1, 1, 2);
  const auto scores = class_scores(counts);
  EXPECT_DOUBLE_EQ(scores[0].precision, 1.0);
  EXPECT_DOUBLE_EQ(scores[0].recall, 0.75);
  EXPECT_DOUBLE_EQ(scores[1].precision, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(scores[1].f1, 0.8);
  EXPECT_EQ(scores[1].clips, 2);
  EXPECT_TRUE(std::isnan(scores[2].precision));  // nothing was taken for it
  EXPECT_TRUE(std::isnan(scores[2].recall));     // and it has no clip
}

TEST(ClassTables, SayOfARunWhatItsPredictionsSay) {
  const run::sample::Folder folder;
  const run::sample::Wrong wrong = {{0, 1, 2, 0, 1, 2}, {0, 1, 2, 0, 1, 2}};
  const auto system = run::sample::system_of_speakers(folder, "a", {1, 2}, wrong);
  const auto speakers = speaker_scores(system);
  ASSERT_EQ(speakers.size(), 6u);
  double clips = 0.0, right = 0.0;
  for (const auto& one : speakers) {
    clips += static_cast<double>(one.clips);
    right += one.wa * static_cast<double>(one.clips);
  }
  EXPECT_DOUBLE_EQ(right / clips, system.run.summary.at("wa").pooled);
  EXPECT_GT(speakers[0].ua, speakers[2].ua);
  const auto classes = class_table(system.run, 0, "a");
  ASSERT_EQ(classes.rows.size(), system.run.facts.classes.size() + 1);
  EXPECT_EQ(classes.rows.back()[0].text, "mean");
  EXPECT_NEAR(classes.rows.back()[2].sort, system.run.summary.at("ua").pooled, 1e-9);
  const auto confusion = confusion_table(system.run, 0, "a");
  EXPECT_EQ(confusion.rows.size(), system.run.facts.classes.size());
  EXPECT_EQ(speaker_table(system, 0, "a").rows.size(), 6u);
}

TEST(OneTable, IsFoundByItsNameOrByThatOfItsKind) {
  const Document document{
      "t",
      "",
      "",
      {},
      {{"One", {Text{"x"}, Table{"matrix", "M", "", {{"a", false}}, {{{"1"}}}}}},
       {"Two",
        {Table{"per-class-0", "A", "", {{"a", false}}, {{{"2"}}}},
         Table{"per-class-1", "B", "", {{"a,b", false}}, {{{"3"}}}}}}}};
  EXPECT_EQ(only_table(document, "per-class").sections.at(0).blocks.size(), 2u);
  EXPECT_EQ(only_table(document, "per-class-1").sections.at(0).blocks.size(), 1u);
  const auto matrix = only_table(document, "matrix");
  ASSERT_EQ(matrix.sections.size(), 1u);
  EXPECT_EQ(std::get<Table>(matrix.sections[0].blocks.at(0)).title, "M");
  EXPECT_EQ(csv_of(std::get<Table>(only_table(document, "per-class-1").sections[0].blocks[0])),
            "\"a,b\"\n3\n");
  try {
    only_table(document, "per-clas");
    FAIL() << "must throw";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("Did you mean 'per-class'?"));
  }
}
