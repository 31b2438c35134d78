// A record whose parts contradict each other is no result: each alteration is refused.
#include <gmock/gmock.h>

#include <functional>

#include "base/error.hpp"
#include "core/run/record_files.hpp"
#include "run/evaluated_run.hpp"
#include "run/whole_result.hpp"

namespace serhost::run {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

class Recomputed : public ::testing::Test {
 protected:
  void SetUp() override {
    RunRecord record(folder_.path(), sample::facts());
    const std::vector<std::vector<int>> wrong = {{1, 2, 0, 1, 1, 3}, {2, 1, 1, 0, 2, 2}};
    for (std::int64_t seed = 1; seed <= 2; ++seed) {
      for (std::int64_t number = 1; number <= 2; ++number) {
        record.fold_started({number, 2, seed, "part", 9, 3, 12, 1000, 100});
        record.fold_ended(sample::fold(number, seed, wrong[static_cast<std::size_t>(seed - 1)]));
      }
    }
    record.finish();
  }

  void change(const std::function<void(Json&)>& alteration) {
    auto json = run_json_of(folder_);
    alteration(json);
    replace_file(folder_ / "run.json", json.dump());
  }

  void change(const std::string& from, const std::string& to) {
    auto text = read_file(folder_ / "predictions.csv");
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos);
    replace_file(folder_ / "predictions.csv", text.replace(at, from.size(), to));
  }

  std::string refusal() {
    try {
      read_evaluated_run(folder_.path());
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::damaged);
      return error.what();
    }
    return "";
  }

  sample::Folder folder_;
};

TEST_F(Recomputed, AnUntouchedRecordSaysWhatItsPredictionsGive) {
  const auto recorded = read_run(folder_.path());
  const auto read = read_evaluated_run(folder_.path());
  for (const auto& [name, summary] : recorded.summary) {
    EXPECT_EQ(read.run.summary.at(name).pooled, summary.pooled) << name;
    EXPECT_EQ(read.run.summary.at(name).low, summary.low) << name;
  }
}

TEST_F(Recomputed, AnEditedSummaryIsRefused) {
  change([](Json& json) { json["summary"]["ua"]["pooled"] = 0.99; });
  EXPECT_THAT(refusal(), AllOf(HasSubstr("run.json and predictions.csv contradict each other in "
                                         "the summary: ua is 0.99, but "),
                               HasSubstr("by the predictions")));
}

TEST_F(Recomputed, AnEditedMeanOfFoldsIsRefused) {
  change([](Json& json) { json["summary"]["wa"]["folds_mean"] = 0.1; });
  EXPECT_THAT(refusal(), HasSubstr("wa (mean of the folds) is 0.1"));
}

TEST_F(Recomputed, AnEditedMetricOfAFoldIsRefused) {
  change([](Json& json) { json["results"][0]["metrics"]["ua"] = 1.0; });
  EXPECT_THAT(refusal(), HasSubstr("fold 1, seed 1: ua is 1"));
}

TEST_F(Recomputed, AnEditedConfusionIsRefused) {
  change([](Json& json) {
    auto& row = json["results"][0]["confusion"][0];
    row = {row[1], row[0], row[2], row[3]};
  });
  EXPECT_THAT(refusal(), HasSubstr("the confusion matrices differ"));
}

TEST_F(Recomputed, AnEditedRecallOrCountOfClassesIsRefused) {
  const auto kept = read_file(folder_ / "run.json");
  change([](Json& json) { json["results"][0]["recall"]["joy"] = 0.5; });
  EXPECT_THAT(refusal(), HasSubstr("fold 1, seed 1: the recalls differ"));
  replace_file(folder_ / "run.json", kept);
  change([](Json& json) { json["results"][1]["recall"]["joy"] = nullptr; });
  EXPECT_THAT(refusal(), HasSubstr("fold 2, seed 1: the recalls differ"));
  replace_file(folder_ / "run.json", kept);
  change([](Json& json) { json["results"][0]["classes_present"] = 3; });
  EXPECT_THAT(refusal(), HasSubstr("the number of classes present is \"3\", but \"4\""));
}

TEST_F(Recomputed, EditedSpeakersAreRefused) {
  const auto kept = read_file(folder_ / "run.json");
  change([](Json& json) { json["results"][0]["speakers"] = 12; });
  EXPECT_THAT(refusal(), HasSubstr("fold 1, seed 1: the number of speakers is \"12\", but \"3\""));
  replace_file(folder_ / "run.json", kept);
  change([](Json& json) { json["summary"]["ua"]["speakers"] = nullptr; });
  EXPECT_THAT(refusal(), HasSubstr("ua (speakers) is \"unknown\", but \"6\""));
}

TEST_F(Recomputed, AnEditedDeviationOrIntervalIsRefused) {
  const std::vector<std::pair<std::string, Json>> altered = {
      {"folds_sd", 0.001},
      {"seeds_sd", 0.001},
      {"interval", Json::array({0.1, 0.9})},
      {"interval", nullptr},
      {"method", "jackknife t over 60 speakers, 95 %"}};
  const std::vector<std::string> named = {"deviation of the folds", "deviation of the seeds",
                                          "lower bound", "lower bound", "method of the interval"};
  const auto kept = read_file(folder_ / "run.json");
  for (std::size_t i = 0; i < altered.size(); ++i) {
    change([&](Json& json) { json["summary"]["wa"][altered[i].first] = altered[i].second; });
    EXPECT_THAT(refusal(), HasSubstr("wa (" + named[i] + ") is ")) << i;
    replace_file(folder_ / "run.json", kept);
  }
}

TEST_F(Recomputed, SeedsThatWereNotRunAreRefused) {
  change([](Json& json) { json["seeds"] = {1, 2, 3}; });
  EXPECT_THAT(refusal(), HasSubstr("the seeds: the list is \"1, 2, 3\", but \"1, 2\""));
}

TEST_F(Recomputed, AStampIsTakenFromAllNumbersOrNone) {
  const auto kept = read_file(folder_ / "run.json");
  change([](Json& json) { json["summary"]["ua"]["test_speakers"] = "speaker-dependent"; });
  EXPECT_THAT(refusal(), HasSubstr("its protocol calls the test \"speaker-independent\", and a "
                                   "number of it \"speaker-dependent\""));
  replace_file(folder_ / "run.json", kept);
  change([](Json& json) { json["protocol"]["validation_is_test"] = true; });
  EXPECT_THAT(refusal(), HasSubstr("only one of its protocol and its numbers says that checkpoints "
                                   "were selected on the test set"));
}

TEST_F(Recomputed, IntervalsOfEarlierVersionsWereMadeByOtherMethods) {
  change([](Json& json) {
    json.erase("predictions");
    json["summary"]["wa"]["interval"] = {0.3, 0.9};
    json["summary"]["wa"]["method"] = "BCa bootstrap over 6 speakers, 95 %";
  });
  EXPECT_EQ(refusal(), "");
  EXPECT_THAT(read_evaluated_run(folder_.path()).run.summary.at("wa").method,
              HasSubstr("jackknife t over 6 speakers"));
}

TEST_F(Recomputed, EditedPredictionsAreRefused) {
  change(",anger,joy,", ",anger,anger,");
  EXPECT_THAT(refusal(), HasSubstr("fold 1, seed 1"));
}

TEST_F(Recomputed, PredictionsUnderAnotherSpeakerAreRefusedByTheirHash) {
  change("speaker 0", "speaker 1");
  EXPECT_THAT(refusal(), HasSubstr("the hash of predictions.csv"));
}

TEST_F(Recomputed, ARecordOfAnEarlierVersionHasNoHashAndNotEveryMetric) {
  change([](Json& json) {
    json.erase("predictions");
    for (auto& result : json["results"]) result["metrics"].erase("macro_f1");
    json["summary"].erase("macro_f1");
  });
  EXPECT_EQ(refusal(), "");
  EXPECT_GT(read_evaluated_run(folder_.path()).run.summary.at("macro_f1").pooled, 0.0);
}

TEST_F(Recomputed, AResultThatGoesOnToOthersIsWhole) {
  const auto refusal_of = [&](const std::string& folds) -> std::string {
    try {
      require_whole(read_run(folder_.path()), read_file(folder_ / "predictions.csv"), folds,
                    folder_.path());
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::damaged);
      return error.what();
    }
    return "";
  };
  std::string folds = "key,fold,part,speaker\n";
  for (int clip = 0; clip < 24; ++clip)
    folds += "clip " + std::to_string(clip) + "," + (clip < 12 ? "1" : "2") + ",test,x\n";
  EXPECT_EQ(refusal_of(folds), "");
  EXPECT_EQ(refusal_of(""), "");
  auto other = folds;
  other.replace(other.find("clip 7,1,test"), 13, "clip 7,1,train");
  EXPECT_THAT(refusal_of(other),
              HasSubstr("predictions.csv and folds.csv contradict each other: clip 'clip 7' was "
                        "predicted in fold 1, where it is not in the test part"));
  const auto kept = read_file(folder_ / "run.json");
  change([](Json& json) { json["summary"] = Json::object(); });
  EXPECT_THAT(refusal_of(folds), HasSubstr("run.json: says that the run is finished, but has no "
                                           "summary"));
  change([](Json& json) { json["results"] = Json::array(); });
  EXPECT_THAT(refusal_of(folds), HasSubstr("has no result"));
  replace_file(folder_ / "run.json", kept);
  change([](Json& json) { json["results"][1] = json["results"][0]; });
  EXPECT_THAT(refusal_of(folds), HasSubstr("has two results of fold 1, seed 1"));
  replace_file(folder_ / "run.json", kept);
  const auto text = read_file(folder_ / "predictions.csv");
  replace_file(folder_ / "predictions.csv", text.substr(0, text.find('\n') + 1));
  EXPECT_THAT(refusal_of(folds), HasSubstr("has 0 readable rows of fold 1, seed 1"));
}

}  // namespace
}  // namespace serhost::run
