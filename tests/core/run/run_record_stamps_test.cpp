// What a record says beside its figures: how far they repeat, of which estimand they are, and
// which of them were selected on the test part or are of speakers who were trained on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/files.hpp"
#include "core/run/record_files.hpp"
#include "core/run/sample.hpp"
#include "report/run_pages.hpp"
#include "report/table.hpp"
#include "report/words.hpp"
#include "run/run.hpp"
#include "run/run_record.hpp"

using namespace serhost;
using namespace serhost::run;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(RunRecord, SaysHowFarItsNumbersRepeat) {
  sample::Folder folder;
  { RunRecord record(folder.path(), sample::facts()); }
  const auto json = run_json_of(folder)["determinism"];
  EXPECT_EQ(json["threads"], 2);
  EXPECT_EQ(json["across_threads"], false);
  EXPECT_EQ(json["why"], "the first training step gave other bits with 1 thread");
  EXPECT_EQ(read_run(folder.path()).facts.determinism.across_threads, false);
  auto facts = sample::facts();
  facts.determinism = {1, std::nullopt, "not compared: nothing is trained"};
  RunRecord resumed(folder.path(), facts);
  EXPECT_TRUE(run_json_of(folder)["determinism"]["across_threads"].is_null());
  EXPECT_EQ(read_run(folder.path()).facts.determinism.across_threads, std::nullopt);
  EXPECT_THAT(read_run(folder.path()).facts.notes,
              ::testing::Contains("begun with 2 threads, resumed with 1"));
}

TEST(RunRecord, TellsPooledFromTheMeanOfFolds) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts({1}));
  auto first = sample::fold(1, 1, 0), second = sample::fold(2, 1, 4);
  second.predictions.resize(4);  // all wrong
  record.fold_ended(first);      // 12 right
  record.fold_ended(second);
  record.finish(report::run_pages);
  const auto summary = run_json_of(folder)["summary"];
  EXPECT_DOUBLE_EQ(summary["wa"]["pooled"], 12.0 / 16);
  EXPECT_DOUBLE_EQ(summary["wa"]["folds_mean"], 0.5);
  EXPECT_DOUBLE_EQ(summary["wa"]["folds_sd"], std::sqrt(2 * 0.25));
  EXPECT_TRUE(summary["wa"]["seeds_sd"].is_null());
  EXPECT_TRUE(summary["wa"]["interval"].is_null());
  EXPECT_EQ(summary["wa"]["method"], "no interval: 4 speakers, but at least 5 are needed");
}

TEST(RunRecord, StampsEveryFigureThatWasSelectedOnTheTestPart) {
  sample::Folder folder;
  auto facts = sample::facts();
  facts.validation_is_test = true;
  RunRecord record(folder.path(), facts);
  sample::run_all(record);
  record.finish(report::run_pages);
  const auto json = run_json_of(folder);
  for (const auto& result : json["results"]) EXPECT_EQ(result["selected_on_test"], true);
  for (const auto& [name, summary] : json["summary"].items())
    EXPECT_EQ(summary["selected_on_test"], true) << name;
  EXPECT_THAT(read_file(folder / "report.html"), HasSubstr("selected on test"));
  EXPECT_THAT(report::result_table(folder.path(), 100, false), HasSubstr("selected on test"));
}

TEST(RunRecord, StampsEveryMetricOfClipsWhoseSpeakersWereTrainedOn) {
  for (const auto speakers : {TestSpeakers::shared, TestSpeakers::unknown, TestSpeakers::others}) {
    sample::Folder folder;
    auto facts = sample::facts();
    facts.test_speakers = speakers;
    RunRecord record(folder.path(), facts);
    sample::run_all(record);
    record.finish(report::run_pages);
    const auto json = run_json_of(folder);
    EXPECT_EQ(json["protocol"]["test_speakers"], words_of(speakers));
    for (const auto& result : json["results"])
      EXPECT_EQ(result["test_speakers"], words_of(speakers));
    for (const auto& [name, summary] : json["summary"].items())
      EXPECT_EQ(summary["test_speakers"], words_of(speakers)) << name;
    EXPECT_EQ(read_run(folder.path()).facts.test_speakers, speakers);
    const auto shown = [&](const std::string& text, const std::string& part) {
      return text.find(part) != std::string::npos;
    };
    MetricSummary with_interval;
    with_interval.low = 0.4, with_interval.high = 0.6;
    with_interval.method = "over 6 speakers";
    EXPECT_EQ(report::interval_method(read_run(folder.path()), with_interval),
              speakers == TestSpeakers::others ? "over 6 speakers"
                                               : "over 6 speakers, " + interval_is_of(speakers));
    const auto table = report::result_table(folder.path(), 400, false);
    for (const auto& text :
         {table, read_file(folder / "report.html"), read_file(folder / "model_card.md")}) {
      EXPECT_EQ(shown(text, stamp_of(TestSpeakers::shared)), speakers == TestSpeakers::shared);
      EXPECT_EQ(shown(text, stamp_of(TestSpeakers::unknown)), speakers == TestSpeakers::unknown);
    }
  }
}
