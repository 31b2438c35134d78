#include "report/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "core/run/sample.hpp"
#include "report/escape.hpp"
#include "run/run_record.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using ::testing::HasSubstr;

TEST(ResultTable, IsThisText) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish();
  // Seed 1 takes anger for joy, seed 2 also joy for neutral: 6 clips of a class, 2 seeds.
  EXPECT_EQ(result_table(folder.path(), 100, false),
            "demo · hubert + focal · k-fold · 24 test clips of 6 speakers · seeds 1, 2\n"
            "1 damaged clip left out; the report names them\n"
            "1 short clip padded; the report names them\n"
            "\n"
            "%              pooled   95 % interval   chance   folds mean ± sd   seeds sd\n"
            "UA              62.50               –    25.00      62.50 ± 0.00      17.68\n"
            "WA              62.50               –    25.00      62.50 ± 0.00      17.68\n"
            "weighted F1     54.17               –    10.00      54.17 ± 0.00      17.68\n"
            "macro F1        54.17               –    10.00      54.17 ± 0.00      17.68\n"
            "\n"
            "truth ↓  predicted →   anger     joy neutral sadness   recall %\n"
            "anger                      0      12       0       0       0.00\n"
            "joy                        0       6       6       0      50.00\n"
            "neutral                    0       0      12       0     100.00\n"
            "sadness                    0       0       0      12     100.00\n"
            "\n"
            "no interval: all speakers are alike; clips summed over 2 seeds\n"
            "UA 62.5 | demo:4c | 2-fold | dev:speakers | " +
                sample::facts().signature.hash().substr(0, 12) +
                "\n"
                "report: " +
                (folder / "report.html").string() + "\n");
}

TEST(ResultTable, HasTheIntervalOverSpeakersWhoDiffer) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts({1}));
  for (std::int64_t number = 1; number <= 2; ++number) {
    record.fold_started({number, 2, 1, "part"});
    record.fold_ended(sample::fold(number, 1, {1, 2, 1, 0, 2, 1}));
  }
  record.finish();
  const auto table = result_table(folder.path(), 100, false);
  EXPECT_THAT(table, HasSubstr("interval: jackknife t over 6 speakers, 95 %\n"));
  EXPECT_THAT(table, HasSubstr("UA              70.83   48.28 … 86.33    25.00"));
}

TEST(ResultTable, MarksARunThatGivesEveryClipOneAnswer) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts({1}));
  for (std::int64_t number = 1; number <= 2; ++number) {
    auto fold = sample::fold(number, 1);
    for (auto& row : fold.predictions) row.predicted = 3;
    record.fold_started({number, 2, 1, "part"});
    record.fold_ended(fold);
  }
  record.finish();
  EXPECT_THAT(result_table(folder.path(), 100, false),
              HasSubstr("constant predictions: every clip is taken for sadness\n"));
}

TEST(ResultTable, KeepsToTheWidthAndListsRecallsWhereTheMatrixDoesNotFit) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish();
  const auto table = result_table(folder.path(), 44, false);
  for (const auto& line : split(table, '\n')) {
    if (line.starts_with("report: ") || line.starts_with("interval: ") ||
        line.starts_with("no interval: ") || line.starts_with("UA 62.5 |"))
      continue;
    EXPECT_LE(columns(line), 44u) << line;
  }
  EXPECT_THAT(table, HasSubstr("anger 0.00   joy 50.00"));
  EXPECT_THAT(table, Not(HasSubstr("truth")));
}

TEST(ResultTable, HasEscapesOnlyWhereColorIsAskedFor) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish();
  EXPECT_THAT(result_table(folder.path(), 80, true), HasSubstr("\033[1m"));
  EXPECT_THAT(result_table(folder.path(), 80, false), Not(HasSubstr("\033")));
}

TEST(ResultTable, OfAnUnfinishedRunSaysHowFarItIs) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  record.fold_started({1, 2, 1, "part 1"});
  record.fold_ended(sample::fold(1, 1));
  EXPECT_THAT(result_table(folder.path(), 80, false),
              HasSubstr("unfinished: 1 of 4 folds and seeds are done"));
}

TEST(ResultTable, WithoutARunIsAMissingFile) {
  sample::Folder folder;
  try {
    result_table(folder.path(), 80, false);
    FAIL() << "must throw";
  } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::missing); }
}
