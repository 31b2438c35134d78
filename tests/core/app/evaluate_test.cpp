// A run's models on other data: the record is that of a run, and says whose models they were.
#include "app/evaluate.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "core/app/predict_fixture.hpp"
#include "run/evaluated_run.hpp"
#include "run/signature.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

class EvaluateTest : public testing::FinishedRun {
 protected:
  /// Another corpus, with an experiment over it.
  fs::path other(const std::string& dataset_lines) {
    std::string list = "path,label,speaker\n";
    const std::vector<std::string> labels = {"calm", "angry", "wild"};
    for (int i = 0; i < 12; ++i) {
      const auto name = "other" + std::to_string(10 + i) + ".wav";
      wav(name, tone(20 + i));
      list += name + "," + labels[static_cast<std::size_t>(i % 3)] + ",person" +
              std::to_string(i / 3) + "\n";
    }
    replace_file(folder_ / "other.csv", list);
    replace_file(folder_ / "other.toml",
                 "name = \"other\"\n[dataset]\nplugin = \"manifest\"\n"
                 "file = \"other.csv\"\n" +
                     dataset_lines +
                     "\n[protocol]\nname = \"leave-one-speaker-out\"\n"
                     "[backbone]\nplugin = \"lstm\"\n[loss]\n"
                     "plugin = \"cross_entropy\"\n");
    return folder_ / "other.toml";
  }

  EvaluateJob on(const fs::path& experiment, const std::string& out = "evaluated") const {
    return {.model = folder_ / "run",
            .experiment = experiment,
            .folder = folder_ / out,
            .device = "cpu"};
  }

  std::pair<Exit, std::string> fault_of(const EvaluateJob& asked) {
    try {
      evaluate(session_, asked, reports_);
    } catch (const Error& error) { return {error.exit(), error.what()}; }
    return {Exit::ok, ""};
  }
};

TEST_F(EvaluateTest, OnItsOwnDataIsTheRun) {
  train();
  const auto done = evaluate(session_, on(folder_ / "tones.toml"), reports_);
  EXPECT_EQ(done.folder, folder_ / "evaluated");
  // No clip is heard by a model that was trained on it.
  EXPECT_EQ(read_file(done.folder / "predictions.csv"), read_file(folder_ / "run/predictions.csv"));
  EXPECT_TRUE(evaluate(session_, on(folder_ / "tones.toml"), reports_).finished_before);

  auto one = on(folder_ / "tones.toml", "one");
  one.chosen.fold = 1;
  const auto [exit, message] = fault_of(one);
  EXPECT_EQ(exit, Exit::damaged);
  EXPECT_THAT(message, HasSubstr("4 test clips were trained on by every model"));
  EXPECT_FALSE(fs::exists(folder_ / "one"));
}

TEST_F(EvaluateTest, MapsClassesByTheirLabels) {
  train();
  const auto experiment =
      other("classes = [\"wild\", \"tense\", \"calm\"]\nmerge = { angry = \"tense\" }");
  const auto done = evaluate(session_, on(experiment), reports_);
  const auto tested = run::read_evaluated_run(done.folder);
  EXPECT_EQ(tested.run.facts.classes, (std::vector<std::string>{"wild", "tense", "calm"}));
  ASSERT_EQ(tested.seeds.size(), 2u);
  EXPECT_EQ(compared_run(done.folder).seeds.size(), 2u) << "its record agrees with its files";
  EXPECT_EQ(tested.seeds[0].clips.size(), 12u);
  for (const auto& row : read_csv(read_file(done.folder / "predictions.csv")).rows) {
    const auto& f = row.fields;
    if (f[0] == "key") continue;
    EXPECT_EQ(f[6], "0") << "the model does not know `wild`";
    EXPECT_EQ(f[5], std::stod(f[7]) >= std::stod(f[8]) ? "tense" : "calm");
    EXPECT_NE(f[4], "angry");
  }
  const auto record = nlohmann::json::parse(read_file(done.folder / "run.json"));
  EXPECT_EQ(record["results"][0]["recall"]["wild"], 0.0);
  EXPECT_THAT(record["notes"].dump(), HasSubstr("the model of tones (the mean of 4 models"));
  EXPECT_THAT(record["notes"].dump(), HasSubstr("does not know wild"));
  const auto model = nlohmann::json::parse(read_file(done.folder / kEvaluatedFile));
  EXPECT_EQ(model["run"], "tones");
  EXPECT_EQ(model["members"].size(), 4u);
  EXPECT_TRUE(fs::exists(done.folder / "report.html"));
  EXPECT_THAT(reports_.lines, Contains(HasSubstr("does not know wild")));

  // Another model on the same data is comparable with it.
  auto one = on(experiment, "one");
  one.chosen = {1, 1};
  const auto single = evaluate(session_, one, reports_);
  EXPECT_TRUE(
      run::differences(run::read_run(single.folder).facts.signature, tested.run.facts.signature)
          .empty());
  // Its folder is not mistaken for that of the mean.
  one.folder = folder_ / "evaluated";
  EXPECT_EQ(fault_of(one).first, Exit::cannot_create);
}

TEST_F(EvaluateTest, RefusesWhatHasNothingInCommon) {
  train();
  const auto [exit, message] = fault_of(on(other("")));  // calm is known
  EXPECT_EQ(exit, Exit::ok) << message;
  const auto none = fault_of(on(other("merge = { calm = \"peace\" }\nclasses = [\"peace\", "
                                      "\"angry\", \"wild\"]"),
                                "none"));
  EXPECT_EQ(none.first, Exit::config);
  EXPECT_THAT(none.second, HasSubstr("none in common"));
  EXPECT_FALSE(fs::exists(folder_ / "none"));
}

}  // namespace
}  // namespace serhost::app
