// The record of a task without classes: columns and metrics are the task's own.
#include "core/run/rated_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/run/record_files.hpp"
#include "report/run_pages.hpp"
#include "report/table.hpp"
#include "run/evaluated_run.hpp"
#include "run/history.hpp"

using namespace serhost;
using namespace serhost::run;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(RatedRun, HasTheColumnsOfItsTask) {
  const sample::Folder folder;
  rated::write(folder / "run", 0.2, rated::facts());
  EXPECT_THAT(read_file(folder / "run/predictions.csv"),
              StartsWith("key,speaker,fold,seed,truth_valence,predicted_valence,truth_arousal,"
                         "predicted_arousal\nclip 0,speaker 0,1,1,0,0.2,,\n"));
  EXPECT_EQ(rows_of(folder / "run/predictions.csv"), 48u);
  const auto history = read_file(folder / "run/history.csv");
  EXPECT_THAT(history, HasSubstr("seconds,best,val_rated_ccc,val_valence.rated_ccc\n"));
  EXPECT_THAT(history, HasSubstr("0.5,0.6,,,,0,0,0.4,0.3\n")) << "no wa, ua, wf1";
  EXPECT_EQ(parse_history(history).at(0).validated("valence.rated_ccc"), 0.3);
}

TEST(RatedRun, HasTheMetricsOfItsTaskPartByPart) {
  const sample::Folder folder;
  rated::write(folder / "run", 0.2, rated::facts());
  const auto json = nlohmann::json::parse(read_file(folder / "run/run.json"));
  EXPECT_EQ(json["task"], rated::task::kTask);
  EXPECT_EQ(json["columns"], rated::task::columns());
  const auto& result = json["results"][0];
  for (const char* key : {"recall", "confusion", "classes_present"})
    EXPECT_FALSE(result.contains(key)) << key;
  EXPECT_EQ(result["speakers"], 4);
  const auto& metrics = result["metrics"];
  EXPECT_DOUBLE_EQ(metrics["rated_ccc"].get<double>(),
                   (metrics["valence"]["rated_ccc"].get<double>() +
                    metrics["arousal"]["rated_ccc"].get<double>()) /
                       2.0);
  EXPECT_EQ(json["summary"]["valence"]["rated_ccc"]["speakers"], 8);
  EXPECT_TRUE(json["summary"]["rated_ccc"]["interval"].is_array());
  EXPECT_EQ(json["summary"]["rated_ccc"]["chance"], 0.0);

  const auto run = read_run(folder / "run");
  EXPECT_EQ(run.facts.task, rated::task::kTask);
  EXPECT_EQ(run.results[0].scores.metrics.size(), 3u);
  EXPECT_EQ(run.summary.at("valence.rated_ccc").speakers, 8u);
  EXPECT_EQ(main_metric(run), "rated_ccc");
  EXPECT_EQ(run.summary.at("rated_ccc").chance, 0.0);
}

TEST(RatedRun, SaysWhatOneAnswerForEveryClipReachesAndWhereItIsNotReached) {
  const sample::Folder folder;
  rated::write(folder / "run", 20.0, rated::facts());
  const auto page = report::result_table(folder / "run", 100, false);
  EXPECT_THAT(page, HasSubstr("chance"));
  EXPECT_THAT(page, HasSubstr("CCC is below chance (0.0000)"));

  auto json = nlohmann::json::parse(read_file(folder / "run/run.json"));
  json["summary"]["rated_ccc"]["chance"] = -0.5;
  replace_file(folder / "run/run.json", json.dump());
  EXPECT_THROW(read_evaluated_run(folder / "run"), Error) << "an edited level";
}

TEST(RatedRun, IsPooledOverAllClipsWhenReadBack) {
  const sample::Folder folder;
  rated::write(folder / "run", 0.2, rated::facts());
  const auto evaluated = read_evaluated_run(folder / "run");
  ASSERT_EQ(evaluated.seeds.size(), 1u);
  EXPECT_EQ(evaluated.seeds[0].outcomes.size(), 48u);
  const auto& summary = evaluated.run.summary.at("valence.rated_ccc");
  EXPECT_EQ(pooled(evaluated, "valence.rated_ccc"), summary.pooled);
  EXPECT_NE(summary.pooled, summary.folds_mean);
  EXPECT_NEAR(summary.pooled, metrics::metric("valence.rated_ccc", metrics::rated::clips(8, 0.2)),
              1e-12);
}

TEST(RatedRun, GoesOnWithTheFoldsThatAreComplete) {
  const sample::Folder folder;
  rated::write(folder / "whole", 0.2, rated::facts());
  std::filesystem::create_directories(folder / "run");
  { RunRecord(folder / "run", rated::facts()).fold_ended(rated::fold(1, 0.2)); }
  append(folder / "run/predictions.csv", "clip 24,speaker 4,2,1,0.5,0.5,0.5,0.5\nclip 25,spea");
  {
    RunRecord record(folder / "run", rated::facts());
    EXPECT_TRUE(record.has(1, 1));
    EXPECT_FALSE(record.has(2, 1));
    record.fold_ended(rated::fold(2, 0.2));
    record.finish();
  }
  EXPECT_EQ(read_file(folder / "run/predictions.csv"), read_file(folder / "whole/predictions.csv"));
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "run/run.json"))["summary"],
            nlohmann::json::parse(read_file(folder / "whole/run.json"))["summary"]);
}

TEST(RatedRun, OfSeveralFoldersIsOneAgain) {
  const sample::Folder folder;
  rated::write(folder / "whole", 0.2, rated::facts());
  std::vector<EvaluatedRun> parts;
  for (const std::int64_t number : {1, 2}) {
    const auto place = folder / ("part" + std::to_string(number));
    std::filesystem::create_directories(place);
    RunRecord record(place, rated::facts());
    record.fold_started({.fold = number, .folds = 1, .seed = 1});
    record.fold_ended(rated::fold(number, 0.2));
    record.finish();
    auto run = read_run(place);
    run.folds = 1;
    parts.push_back(read_evaluated_run(std::move(run), place));
  }
  const auto merged = merge_by_seed(std::move(parts));
  const auto whole = read_run(folder / "whole");
  for (const auto& [name, summary] : whole.summary) {
    EXPECT_EQ(merged.run.summary.at(name).pooled, summary.pooled) << name;
    EXPECT_EQ(merged.run.summary.at(name).low, summary.low) << name;
  }
}

TEST(RatedRun, IsRefusedWhereItsFolderHoldsAnotherTask) {
  const sample::Folder folder;
  { RunRecord record(folder.path(), sample::facts({1})); }
  EXPECT_THAT([&] { RunRecord(folder.path(), rated::facts()); },
              ::testing::ThrowsMessage<Error>(HasSubstr("cannot be resumed")));
}

TEST(RatedRun, ShowsNoClassesOnItsPages) {
  const sample::Folder folder;
  rated::write(folder / "run", 0.2, rated::facts(), report::run_pages);
  const auto page = read_file(folder / "run/report.html"),
             card = read_file(folder / "run/model_card.md");
  EXPECT_THAT(page, AllOf(HasSubstr("CCC"), HasSubstr("CCC, valence"), HasSubstr("validation, ")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("Confusion")), Not(HasSubstr("Recall")),
                          Not(HasSubstr("classes</th>")), Not(HasSubstr("UA"))));
  EXPECT_THAT(card, AllOf(HasSubstr("| CCC, arousal |"), Not(HasSubstr("recall"))));
  EXPECT_THAT(card, HasSubstr("From fold to fold CCC lies between"));
  EXPECT_THAT(
      report::result_table(folder / "run", 100, false),
      AllOf(HasSubstr("CCC"), HasSubstr("jackknife t over 8 speakers"), Not(HasSubstr("recall"))));
}

TEST(RatedRun, OfATaskThatIsNotHereIsReadButNotEvaluated) {
  const sample::Folder folder;
  rated::write(folder / "run", 0.2, rated::facts(), report::run_pages);
  auto json = nlohmann::json::parse(read_file(folder / "run/run.json"));
  json["task"] = "rated_by_a_tset";
  replace_file(folder / "run/run.json", json.dump());
  EXPECT_THAT(report::result_table(folder / "run", 100, false), HasSubstr("demo"));
  try {
    read_evaluated_run(folder / "run");
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::unavailable);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("the task 'rated_by_a_tset', whose predictions this "
                                              "program cannot evaluate"),
                                    HasSubstr("Did you mean 'rated_by_a_test'?")));
  }
}
