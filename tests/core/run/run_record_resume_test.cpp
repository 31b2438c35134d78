// A record that goes on where it was interrupted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/run/record_files.hpp"
#include "core/run/sample.hpp"
#include "report/run_pages.hpp"
#include "run/run.hpp"
#include "run/run_record.hpp"

using namespace serhost;
using namespace serhost::run;
using ::testing::HasSubstr;

TEST(RunRecord, GoesOnAfterAnInterruptionWithWhatIsComplete) {
  sample::Folder folder, straight_folder;
  {
    RunRecord record(folder.path(), sample::facts());
    record.fold_ended(sample::fold(1, 1));
    record.epoch_ended(sample::epoch(2, 1, 1));
    record.epoch_ended(sample::epoch(2, 1, 2, 9.0));
  }
  // What a kill leaves: rows of a fold that run.json does not name, and a torn line.
  append(folder / "predictions.csv",
         "clip 12,speaker 3,2,1,anger,anger,0.7,0.1,0.1,0.1\nclip 13,speaker 3,2,1,jo");
  append(folder / "history.csv", "2,1,3,30,0.00");
  RunRecord record(folder.path(), sample::facts());
  EXPECT_TRUE(record.has(1, 1));
  EXPECT_FALSE(record.has(2, 1));
  EXPECT_EQ(rows_of(folder / "predictions.csv"), 12u);
  EXPECT_EQ(rows_of(folder / "history.csv"), 2u);
  record.epoch_ended(sample::epoch(2, 1, 2, 0.5));  // from the checkpoint of epoch 1
  EXPECT_EQ(rows_of(folder / "history.csv"), 2u);
  EXPECT_THAT(read_file(folder / "history.csv"), HasSubstr("2,1,2,20,1e-04,0.5,0.6,"));
  record.fold_ended(sample::fold(2, 1));
  record.fold_ended(sample::fold(1, 2));
  record.fold_ended(sample::fold(2, 2));
  record.finish(report::run_pages);

  RunRecord straight(straight_folder.path(), sample::facts());
  for (const auto seed : {1, 2}) {
    for (const auto number : {1, 2}) straight.fold_ended(sample::fold(number, seed));
  }
  straight.finish(report::run_pages);
  EXPECT_EQ(read_file(folder / "predictions.csv"), read_file(straight_folder / "predictions.csv"));
  EXPECT_EQ(run_json_of(folder)["summary"], run_json_of(straight_folder)["summary"]);
}

TEST(RunRecord, DropsAFoldWhosePredictionsAreNotAllThere) {
  sample::Folder folder;
  { RunRecord(folder.path(), sample::facts()).fold_ended(sample::fold(1, 1)); }
  auto text = read_file(folder / "predictions.csv");
  text.erase(text.rfind("clip 11"));
  replace_file(folder / "predictions.csv", text);
  RunRecord record(folder.path(), sample::facts());
  EXPECT_FALSE(record.has(1, 1));
  EXPECT_EQ(rows_of(folder / "predictions.csv"), 0u);
}

TEST(RunRecord, TakesNoResultsOverFromARunOfFewerEpochsAndSaysSo) {
  sample::Folder folder;
  {
    RunRecord record(folder.path(), sample::facts());
    record.epoch_ended(sample::epoch(1, 1, 1));
    record.fold_ended(sample::fold(1, 1));
  }
  auto more = sample::facts();
  more.experiment_hash = "more epochs";
  {
    RunRecord record(folder.path(), more);
    EXPECT_FALSE(record.has(1, 1));
    EXPECT_EQ(rows_of(folder / "predictions.csv"), 0u);
    EXPECT_EQ(rows_of(folder / "history.csv"), 0u);
  }
  RunRecord again(folder.path(), more);
  const auto notes = run_json_of(folder)["notes"].get<std::vector<std::string>>();
  EXPECT_EQ(
      std::count_if(notes.begin(), notes.end(),
                    [](const auto& note) { return note.starts_with("resumed with more epochs"); }),
      1)
      << "told once, and not forgotten by the next session";
}

TEST(RunRecord, RefusesToGoOnWithOtherDataOrFolds) {
  sample::Folder folder;
  { RunRecord record(folder.path(), sample::facts()); }
  std::vector<RunFacts> others(4, sample::facts());
  others[0].manifest_hash = "m2";
  others[1].folds_csv += "b,1,train\n";
  others[2].classes.pop_back();
  others[3].manifest_hash = "m2";
  others[3].experiment_hash = "more epochs";
  for (const auto& other : others) {
    try {
      RunRecord record(folder.path(), other);
      FAIL() << "must throw";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::config);
      EXPECT_THAT(error.what(), HasSubstr("cannot be resumed: the data or the folds have changed"));
    }
  }
}
