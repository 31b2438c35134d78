#include "run/run_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/run/record_files.hpp"
#include "core/run/sample.hpp"
#include "report/run_pages.hpp"
#include "report/table.hpp"
#include "report/words.hpp"
#include "run/run.hpp"

using namespace serhost;
using namespace serhost::run;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(RunRecord, LeavesEveryFileOfTheContract) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  EXPECT_EQ(run_json_of(folder)["status"], "running");
  sample::run_all(record);
  record.finish(report::run_pages);
  EXPECT_EQ(read_file(folder / "experiment.toml"), sample::facts().experiment_text);
  EXPECT_EQ(read_file(folder / "resolved.toml"), sample::facts().resolved_text);
  EXPECT_EQ(read_file(folder / "folds.csv"), sample::facts().folds_csv);
  EXPECT_THAT(read_file(folder / "predictions.csv"),
              StartsWith("key,speaker,fold,seed,truth,predicted,p_anger,p_joy,p_neutral,p_sadness\n"
                         "clip 0,speaker 0,1,1,anger,joy,0.1,0.7,0.1,0.1\n"));
  EXPECT_EQ(rows_of(folder / "predictions.csv"), 48u);  // 24 clips, 2 seeds
  EXPECT_THAT(
      read_file(folder / "history.csv"),
      StartsWith("fold,seed,epoch,step,lr,train_loss,val_loss,val_wa,val_ua,val_wf1,seconds,best\n"
                 "1,1,1,10,1e-04,1,1.1,0.5,0.5,0.4,2.5,0\n"));
  EXPECT_EQ(rows_of(folder / "history.csv"), 8u);
  EXPECT_TRUE(std::filesystem::exists(folder / "report.html"));
  EXPECT_TRUE(
      std::filesystem::exists(folder / "tensorboard/fold-2/seed-1/events.out.tfevents.1.serhost"));
}

TEST(RunRecord, SumsUpFoldsAndSeedsAsTheContractSays) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish(report::run_pages);
  const auto json = run_json_of(folder);
  EXPECT_EQ(json["schema"], "serhost.run/1");
  EXPECT_EQ(json["status"], "finished");
  EXPECT_EQ(json["folds"], 2);
  EXPECT_EQ(json["results"].size(), 4u);
  const auto& result = json["results"][0];
  EXPECT_EQ(result["fold"], 1);
  EXPECT_EQ(result["name"], "part 1");
  EXPECT_EQ(result["part"], "test");
  EXPECT_EQ(result["clips"], 12);
  EXPECT_EQ(result["speakers"], 3);
  EXPECT_EQ(result["classes_present"], 4);
  EXPECT_EQ(result["confusion"][0], (std::vector<int>{0, 3, 0, 0}));
  EXPECT_EQ(result["recall"]["anger"], 0.0);
  EXPECT_EQ(result["recall"]["joy"], 1.0);
  EXPECT_FALSE(result.contains("selected_on_test"));
  // Seed 1 has 3 of 4 right in every fold, seed 2 has 2 of 4.
  const auto& ua = json["summary"]["ua"];
  EXPECT_DOUBLE_EQ(ua["pooled"], (0.75 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(ua["folds_mean"], (0.75 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(ua["folds_sd"], 0.0);
  EXPECT_DOUBLE_EQ(ua["seeds_sd"], std::sqrt(2 * 0.125 * 0.125));
  EXPECT_EQ(ua["speakers"], 6);
  EXPECT_EQ(ua["method"], "no interval: all speakers are alike");
  EXPECT_TRUE(ua["interval"].is_null());
  EXPECT_EQ(json["summary"].size(), 7u);
}

TEST(RunRecord, KeepsWhatWasFoundInTrainingOnce) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  record.note("no gradient reaches a");
  record.note("no gradient reaches a");
  sample::run_all(record);
  record.finish();
  const auto notes = run_json_of(folder)["notes"];
  EXPECT_EQ(std::count(notes.begin(), notes.end(), "no gradient reaches a"), 1);
}

TEST(RunRecord, SaysWhatIsWrongWithADamagedRunJson) {
  sample::Folder folder;
  replace_file(folder / "run.json", "{\"schema\": \"serhost.run/1\", ");
  try {
    RunRecord record(folder.path(), sample::facts());
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::damaged);
    EXPECT_THAT(error.what(), HasSubstr("run.json: is not a run record"));
  }
  replace_file(folder / "run.json", "{\"schema\": \"serhost.run/9\"}");
  EXPECT_THAT([&] { read_run(folder.path()); },
              ::testing::ThrowsMessage<Error>(HasSubstr("must be \"serhost.run/1\"")));
}

TEST(RunRecord, AddsAColumnForWhatComponentsLog) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  record.epoch_ended(sample::epoch(1, 1, 1));
  auto epoch = sample::epoch(1, 1, 2);
  epoch.logged = {{"margin", 0.2}, {"lr", 7.0}};
  epoch.validation = {{"wa", 0.5}, {"wf1", 0.4}};
  record.epoch_ended(epoch);
  EXPECT_THAT(read_file(folder / "history.csv"),
              HasSubstr("seconds,best,logged_lr,margin\n1,1,1,10,"));
  EXPECT_THAT(read_file(folder / "history.csv"),
              HasSubstr("1,1,2,20,1e-04,0.5,,0.5,,0.4,2.5,0,7,0.2\n"));
  record.finish(report::run_pages);
  const auto run = read_run(folder.path());
  ASSERT_EQ(run.history.size(), 2u);
  EXPECT_TRUE(run.history[0].logged.empty());
  EXPECT_EQ(run.history[1].logged.at("margin"), 0.2);
  EXPECT_FALSE(run.history[1].validated("ua").has_value());
}

TEST(RunRecord, AddsAColumnForAMetricThatSelectsAndHasNone) {
  sample::Folder folder;
  auto epoch = sample::epoch(1, 1, 1);
  epoch.validation["macro_f1"] = 0.3;
  epoch.logged = {{"val_macro_f1", 7.0}, {"val_margin", 8.0}};  // of a component, not the metric
  {
    RunRecord record(folder.path(), sample::facts());
    record.epoch_ended(epoch);
  }
  const auto text = read_file(folder / "history.csv");
  EXPECT_THAT(text,
              HasSubstr("seconds,best,val_macro_f1,logged_val_macro_f1,val_margin\n1,1,1,10,"));
  EXPECT_THAT(text, HasSubstr(",2.5,0,0.3,7,8\n"));
  const auto row = read_run(folder.path()).history.at(0);
  EXPECT_EQ(row.validation, epoch.validation);
  EXPECT_EQ(row.logged,
            (std::map<std::string, double>{{"logged_val_macro_f1", 7.0}, {"val_margin", 8.0}}));
}

TEST(RunRecord, IsReadBackAsItWasWritten) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish(report::run_pages);
  const auto run = read_run(folder.path());
  EXPECT_TRUE(run.is_finished());
  EXPECT_EQ(run.facts.classes, sample::facts().classes);
  EXPECT_EQ(run.facts.plugins.at(0).abi.at("api"), "1");
  EXPECT_EQ(run.facts.left_out, sample::facts().left_out);
  ASSERT_EQ(run.results.size(), 4u);
  EXPECT_EQ(run.results[3].scores.confusion.at(0, 1), 3);
  EXPECT_EQ(run.results[0].train_clips, 9u);
  EXPECT_EQ(run.results[0].trainable, 100);
  EXPECT_EQ(run.history.size(), 8u);
  EXPECT_EQ(test_clips(run), 24u);
  EXPECT_EQ(total_confusion(run).total(), 48);
}

TEST(RunRecord, StaysWellFormedForHostileNames) {
  sample::Folder folder;
  auto facts = sample::facts({1});
  facts.name = "<script>alert(1)</script>\xff";
  facts.classes = {"a,\"b\"", "line\nbreak", "\xff", "\xfe <script>"};
  facts.notes = {"note \xc3\x28 & <b>"};
  facts.clips_by_class = {{"\xff", 1}};
  facts.versions = {{"git", "\x01\x1b[31m"}};
  auto fold = sample::fold(1, 1);
  fold.name = "speaker \"Zoë, <i>\n\xf0\x28\"";
  for (auto& row : fold.predictions) row.key += ",\"\n<script>ü\x80";
  fold.predictions[0].speaker = "\xff";
  {
    RunRecord record(folder.path(), facts);
    auto epoch = sample::epoch(1, 1, 1);
    epoch.logged = {{"a,\"b\"\n\xff", 1.0}};
    record.epoch_ended(epoch);
    record.fold_ended(fold);
    record.finish(report::run_pages);
  }
  const auto json = run_json_of(folder);  // parses, hence is UTF-8
  EXPECT_EQ(json["classes"][2], "\\xff");
  EXPECT_EQ(json["results"][0]["recall"].size(), 4u);
  const auto page = read_file(folder / "report.html");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;\\xff"));
  for (const auto* bad : {"\x01", "\x1b", "\xff", "\xfe"}) EXPECT_THAT(page, Not(HasSubstr(bad)));
  const auto table = report::result_table(folder.path(), 100, false);
  for (const auto* bad : {"\x1b", "line\nbreak", "\xff"}) EXPECT_THAT(table, Not(HasSubstr(bad)));
  EXPECT_EQ(rows_of(folder / "predictions.csv"), 12u);
  RunRecord again(folder.path(), facts);
  EXPECT_TRUE(again.has(1, 1)) << "the rows must be found again under their names";
  EXPECT_EQ(rows_of(folder / "history.csv"), 1u);
}

TEST(RunRecord, RefusesAPredictionThatIsNoPrediction) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  auto fold = sample::fold(1, 1);
  fold.predictions[0].predicted = 4;
  EXPECT_THROW(record.fold_ended(fold), std::logic_error);
  fold = sample::fold(1, 1);
  fold.predictions[0].probabilities.pop_back();
  EXPECT_THROW(record.fold_ended(fold), std::logic_error);
  EXPECT_EQ(rows_of(folder / "predictions.csv"), 0u);
}

TEST(RunRecord, WritesNullForWhatIsUndefined) {
  sample::Folder folder;
  auto facts = sample::facts({1});
  facts.speakers = 0;
  RunRecord record(folder.path(), std::move(facts));
  auto fold = sample::fold(1, 1);
  for (auto& row : fold.predictions) row.speaker = std::nullopt;
  fold.predictions[0].probabilities[0] = std::nan("");
  record.fold_ended(fold);
  record.finish(report::run_pages);
  const auto json = run_json_of(folder);
  EXPECT_TRUE(json["data"]["speakers"].is_null());
  EXPECT_TRUE(json["results"][0]["speakers"].is_null());
  EXPECT_TRUE(json["results"][0]["metrics"]["ece"].is_null());
  EXPECT_TRUE(json["summary"]["ece"]["pooled"].is_null());
  EXPECT_TRUE(json["summary"]["ua"]["speakers"].is_null());
  EXPECT_EQ(json["summary"]["ua"]["method"], "no interval: speakers are unknown");
  EXPECT_TRUE(std::isnan(read_run(folder.path()).summary.at("ece").pooled));
  EXPECT_EQ(read_run(folder.path()).facts.speakers, 0U);
}
