// A record that was edited is refused, whichever of its claims it was.
#include "app/record_check.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "core/app/edited_record.hpp"
#include "report/words.hpp"

namespace serhost::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Json;

class RecordCheck : public testing::EditedRecord {};

TEST_F(RecordCheck, AnUntouchedRecordIsRead) {
  EXPECT_EQ(refusal(run_with({})), "");
  EXPECT_EQ(refusal(run_with({"protocol.unit=clip"})), "");
  EXPECT_EQ(refusal(run_with({"protocol.validation={ from = \"test\" }"})), "");
  EXPECT_EQ(refusal(run_with({"protocol.validation={ from = \"none\" }"})), "");
  EXPECT_EQ(refusal(run_with({"protocol.resplit=true", "train.max_seconds=0.8"})), "");
  EXPECT_EQ(refusal(run_with({"protocol.folds=[2]", "train.max_clips=12",
                              "dataset.emotions=[\"anger\", \"sadness\"]"})),
            "");
}

TEST_F(RecordCheck, TheStampOfSpeakersThatWereTrainedOnCannotBeTakenAway) {
  const auto run = run_with({"protocol.name=holdout", "protocol.unit=clip"});
  const auto stamps = report::stamps_of(compared_run(run).run);
  ASSERT_FALSE(stamps.empty());
  EXPECT_THAT(
      refusal(run, [](Json& json) { set_speakers(json, "speaker-independent"); }),
      HasSubstr("run.json and folds.csv contradict each other in protocol.test_speakers: it "
                "is \"speaker-independent\", but \"speaker-dependent\" by the speakers"));
  EXPECT_THAT(refusal(run,
                      [](Json& json) {
                        set_speakers(json, "speaker-independent");
                        json["protocol"].erase("test_speakers");
                        for (auto& result : json["results"]) result.erase("test_speakers");
                        for (auto& [name, metric] : json["summary"].items())
                          metric.erase("test_speakers");
                      }),
              HasSubstr("protocol.test_speakers"));
}

TEST_F(RecordCheck, WithoutItsListOfFoldsARecordIsNoResult) {
  const auto run = run_with({"protocol.name=holdout", "protocol.unit=clip"});
  change(run, [](Json& json) { set_speakers(json, "speaker-independent"); });
  std::filesystem::remove(run / "folds.csv");
  EXPECT_THAT(refusal(run), AllOf(HasSubstr("folds.csv: is missing, but run.json says \"holdout, "),
                                  HasSubstr("nobody can tell who was trained on")));
  replace_file(run / "folds.csv", "clip,where\n");
  EXPECT_THAT(refusal(run), HasSubstr("folds.csv: is no list of folds, but run.json says"));
}

TEST_F(RecordCheck, TheExperimentIsTheOneThatWasHashed) {
  const auto run = run_with({});
  replace(run / "resolved.toml", "dropout = 0.1", "dropout = 0.3");
  EXPECT_THAT(refusal(run), HasSubstr("resolved.toml: is not what run.json says that the run was "
                                      "made with"));
}

TEST_F(RecordCheck, NameFoldsAndPluginsStandInTwoFiles) {
  const auto run = run_with({});
  EXPECT_THAT(refusal(run, [](Json& json) { json["name"] = "better"; }),
              HasSubstr("run.json and resolved.toml contradict each other in name: run.json has "
                        "\"better\""));
  EXPECT_THAT(refusal(run, [](Json& json) { json["folds"] = 10; }),
              HasSubstr("run.json and folds.csv contradict each other in folds: run.json has 10"));
  EXPECT_THAT(refusal(run, [](Json& json) { json["plugins"][0]["version"] = "9.0.0"; }),
              AllOf(HasSubstr("run.json and serhost.lock contradict each other in the version of "),
                    HasSubstr("run.json has \"9.0.0\"")));
}

TEST_F(RecordCheck, WhatStandsNowhereElseIsHashed) {
  const auto run = run_with({});
  for (const auto* const what : {"sha256", "file"}) {
    EXPECT_THAT(refusal(run, [&](Json& json) { json["plugins"][0][what] = std::string(64, '0'); }),
                HasSubstr("run.json: is not what it says of itself (\"record\")"));
  }
  EXPECT_EQ(refusal(run, [](Json&) {}), "") << "other blanks are no other record";
  for (const std::string name : {"experiment.toml", "history.csv", "clips.csv", "serhost.lock"}) {
    const auto kept = read_file(run / name);
    replace_file(run / name, kept.substr(0, kept.size() - 20));
    EXPECT_THAT(refusal(run), HasSubstr(name == "serhost.lock" ? "serhost.lock:"
                                        : name == "clips.csv"
                                            ? "run.json and clips.csv contradict each other"
                                            : name + ": is not what run.json says that it was"));
    std::filesystem::remove(run / name);
    try {
      compared_run(run);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::missing);
      EXPECT_THAT(error.what(), HasSubstr(name + ": there is no such file, but run.json says"));
    }
    replace_file(run / name, kept);
  }
  EXPECT_EQ(refusal(run), "");
}

TEST_F(RecordCheck, AnEarlierRecordWithoutThoseHashesIsRead) {
  const auto run = run_with({});
  EXPECT_EQ(refusal(run,
                    [](Json& json) {
                      json.erase("files");
                      json.erase("record");
                      json["timing"]["wall_seconds"] = 1.0;
                    }),
            "");
}

TEST_F(RecordCheck, TheListOfFoldsNamesTheSpeakersOfThePredictions) {
  const auto run = run_with({"protocol.name=holdout", "protocol.unit=clip"});
  auto text = read_file(run / "folds.csv");
  const auto at = text.find(",test,");
  text.replace(at + 6, text.find('\n', at) - at - 6, "somebody else");
  replace_file(run / "folds.csv", text);
  EXPECT_THAT(refusal(run),
              AllOf(HasSubstr("predictions.csv and folds.csv contradict each other in "
                              "the speakers: clip '"),
                    HasSubstr("and by 'somebody else'")));
}

TEST_F(RecordCheck, TheStampOfSelectionOnTheTestCannotBeTakenAway) {
  const auto run = run_with({"protocol.validation={ from = \"test\" }"});
  const auto unstamp = [](Json& json) {
    json["protocol"]["validation_is_test"] = false;
    for (auto& result : json["results"]) result.erase("selected_on_test");
    for (auto& [name, metric] : json["summary"].items()) metric.erase("selected_on_test");
  };
  EXPECT_THAT(refusal(run, unstamp), HasSubstr("protocol.validation_is_test"));
  EXPECT_THAT(refusal(run,
                      [&](Json& json) {
                        unstamp(json);
                        json["protocol"]["validation"] = "speakers 0.2";
                      }),
              HasSubstr("run.json and resolved.toml contradict each other in "
                        "protocol.validation_is_test: run.json has \"is not the test\", and the "
                        "experiment \"test\""));
}

TEST_F(RecordCheck, WhatTheExperimentSaysIsNotSaidOtherwise) {
  const auto run = run_with({});
  const auto edit = [&](const std::function<void(Json&)>& change) { return refusal(run, change); };
  EXPECT_THAT(edit([](Json& json) { json["backbone"] = "hubert"; }),
              HasSubstr("backbone: run.json has \"hubert\", and the experiment \"lstm\""));
  EXPECT_THAT(edit([](Json& json) { json["loss"] = "focal"; }), HasSubstr("\"cross_entropy\""));
  EXPECT_THAT(edit([](Json& json) { json["protocol"]["name"] = "leave-one-speaker-out"; }),
              HasSubstr("protocol.name"));
  EXPECT_THAT(edit([](Json& json) { json["protocol"]["seed"] = 7; }), HasSubstr("protocol.seed"));
  EXPECT_THAT(edit([](Json& json) { json["protocol"]["select"] = "wa"; }),
              HasSubstr("protocol.select"));
  EXPECT_THAT(edit([](Json& json) { json["protocol"]["validation"] = "random 0.2"; }),
              HasSubstr("the field validation"));
  replace(run / "resolved.toml", "seeds = [1, 2]", "seeds = [1, 2, 3]");
  EXPECT_THAT(refusal(run), HasSubstr("seeds: run.json has \"[1, 2]\""));
}

TEST_F(RecordCheck, CountsOfTheDataAreThoseOfTheLists) {
  const auto run = run_with({});
  const auto edit = [&](const std::string& key, const Json& value) {
    return refusal(run, [&](Json& json) { json["data"][key] = value; });
  };
  EXPECT_THAT(edit("clips", 5531), HasSubstr("data.clips: it is 5531, but "));
  EXPECT_THAT(edit("speakers", 40), HasSubstr("data.speakers: it is 40, but 4 by the list"));
  EXPECT_THAT(edit("hours", 12.5), HasSubstr("data.hours: it is 12.5, but "));
  EXPECT_THAT(edit("audio", std::string(64, '0')), HasSubstr("data.audio"));
  EXPECT_THAT(edit("clips_by_class", {{"anger", 1}}), HasSubstr("data.clips_by_class."));
}

TEST_F(RecordCheck, TheSignatureIsThatOfTheFiles) {
  const auto run = run_with({});
  const auto field = [&](const std::string& name, const std::string& value) {
    return refusal_of_field(run, name, value);
  };
  EXPECT_THAT(field("folds", "k-fold, 2 folds, 0123456789abcdef"),
              HasSubstr("the signature and folds.csv contradict each other in the field folds"));
  EXPECT_THAT(field("validation", "speakers 0.2, 0123456789abcdef"), HasSubstr("field validation"));
  EXPECT_THAT(field("corpus", "16 clips, 0123456789abcdef"), HasSubstr("field corpus"));
  EXPECT_THAT(field("selection", "wa"), HasSubstr("field selection"));
  EXPECT_THAT(field("cropping", "test clips cut to their middle 3 s"), HasSubstr("field cropping"));
  EXPECT_THAT(field("damaged", "3 clips, 0123456789abcdef"), HasSubstr("field damaged"));
  EXPECT_THAT(field("fold_seed", "9"), HasSubstr("field fold_seed"));
}

TEST_F(RecordCheck, TheSignaturesLineSaysWhatItsFieldsSay) {
  const auto run =
      run_with({"protocol.folds=[2]", "train.max_seconds=0.8", "dataset.fraction=0.5"});
  EXPECT_EQ(refusal(run), "");
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"seeds:2", "seeds:5"},
                                                        {"dev:speakers", "dev:official"},
                                                        {"sel:ua", "sel:wa"},
                                                        {" | 1 of 2 folds", ""},
                                                        {" | cut:0.8 s", ""},
                                                        {" | train:50 %", ""},
                                                        {"serhost:", "serhost:9."},
                                                        {"synthetic:", "emodb:"},
                                                        {"c | ", "c of all | "}}) {
    EXPECT_THAT(refusal(run,
                        [&](Json& json) {
                          auto line = json["signature"].get<std::string>();
                          const auto at = line.find(from);
                          ASSERT_NE(at, std::string::npos) << from;
                          json["signature"] = line.replace(at, from.size(), to);
                        }),
                HasSubstr("the signature's line and "))
        << from;
  }
}

}  // namespace
}  // namespace serhost::app
