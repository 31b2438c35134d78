// Records that are older than today's signature: brought up to date from their files, or ranked
// among themselves.
#include "app/earlier_signature.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "app/report_inputs.hpp"
#include "core/app/experiment_fixture.hpp"
#include "report/comparison.hpp"
#include "run/run_json.hpp"

namespace serhost::app {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class EarlierSignature : public testing::SmallExperiment {
 protected:
  std::filesystem::path run_to(const std::string& name, std::vector<std::string> overrides = {}) {
    auto one = job(std::move(overrides));
    one.folder = folder_ / name;
    run_experiment(session_, one, reports_);
    return folder_ / name;
  }

  /// Makes the record of a run what version 1 wrote.
  static void make_earlier(const std::filesystem::path& folder) {
    auto json = nlohmann::ordered_json::parse(read_file(folder / "run.json"));
    auto& comparable = json["comparable"];
    run::Signature earlier;
    earlier.version = 1;
    for (const auto& name : run::kSignatureFields) {
      if (name == "cropping") continue;
      auto value = comparable["fields"][name].get<std::string>();
      if (name == "corpus") value = "synthetic, " + value;
      if (name == "validation" && value != "none") value = value.substr(0, value.rfind(", "));
      if (name == "selection") value = json["protocol"]["select"].get<std::string>();
      if (name == "pretraining") value = "did not see the corpus";
      earlier.fields.emplace_back(name, value);
    }
    comparable = {{"sha256", earlier.hash()}, {"fields", nlohmann::ordered_json::object()}};
    for (const auto& [name, value] : earlier.fields) comparable["fields"][name] = value;
    json["protocol"].erase("test_speakers");
    json.erase("files");
    json.erase("record");
    replace_file(folder / "run.json", json.dump());
  }

  static std::vector<run::EvaluatedRun> read(const std::vector<std::filesystem::path>& folders) {
    std::vector<std::string> names;
    for (const auto& folder : folders) names.push_back(folder.string());
    return runs_of(names).runs;
  }

  /// Of a run as it is today, and of the same run as an earlier version would have left it.
  void expect_same(const std::vector<std::string>& overrides) {
    const auto today = run_to("today", overrides), earlier = run_to("earlier", overrides);
    make_earlier(earlier);
    const auto runs = read({today, earlier});
    EXPECT_EQ(runs[1].run.facts.signature.version, run::kSignatureVersion);
    EXPECT_EQ(runs[0].run.facts.signature.fields, runs[1].run.facts.signature.fields);
    EXPECT_EQ(runs[0].run.facts.signature.hash(), runs[1].run.facts.signature.hash());
    EXPECT_EQ(compared_run(earlier).run.facts.signature.hash(), runs[0].run.facts.signature.hash());
    std::filesystem::remove_all(today);
    std::filesystem::remove_all(earlier);
  }
};

TEST_F(EarlierSignature, IsRecomputedFromTheFilesOfTheRun) {
  expect_same({"train.epochs=1"});
  expect_same({"train.epochs=1", "protocol.validation={ from = \"none\" }", "protocol.select=wa"});
  expect_same(
      {"train.epochs=1", "train.max_seconds=0.8", "protocol.validation={ from = \"test\" }"});
}

TEST_F(EarlierSignature, OfARunWhoseFilesDoNotSayEnoughStaysAndIsRankedAmongItsLike) {
  const auto today = run_to("today"), earlier = run_to("earlier"), other = run_to("other");
  for (const auto& folder : {earlier, other}) {
    make_earlier(folder);
    std::filesystem::remove(folder / "folds.csv");
  }
  EXPECT_THAT(report::reasons_not_to_rank(read({today, earlier})),
              ElementsAre(AllOf(HasSubstr("signature version: \"2\" (small), \"1\" (small)"),
                                HasSubstr("ranked among themselves: run the older ones again"))));
  EXPECT_TRUE(report::reasons_not_to_rank(read({earlier, other})).empty());
}

TEST_F(EarlierSignature, OfPartsOfTheFoldsStaysSinceTheOthersAreNotListed) {
  const auto part = run_to("part", {"protocol.folds=[1]"});
  make_earlier(part);
  EXPECT_EQ(read({part})[0].run.facts.signature.version, 1);
}

}  // namespace
}  // namespace serhost::app
