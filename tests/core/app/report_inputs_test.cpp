// Which runs the arguments of a report stand for.
#include "app/report_inputs.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReportInputs : public ::testing::Test {
 protected:
  void make(const std::string& name, bool finished = true) const {
    const auto folder = folder_ / name;
    fs::create_directories(folder);
    auto facts = run::sample::facts({1});
    facts.name = name.substr(name.rfind('/') + 1);
    facts.resolved_text = "name = \"" + facts.name + "\"\n\n[loss]\nplugin = \"focal\"\n";
    run::RunRecord record(folder, facts);
    run::sample::run_all(record, {1});
    if (finished) record.finish();
  }

  std::vector<std::string> names(const std::vector<std::string>& arguments) {
    std::vector<std::string> paths;
    for (const auto& argument : arguments) paths.push_back((folder_ / argument).string());
    found_ = runs_of(paths);
    std::vector<std::string> out;
    for (const auto& run : found_.runs) out.push_back(run.name);
    return out;
  }

  std::pair<Exit, std::string> refused(const std::string& argument) {
    try {
      names({argument});
    } catch (const Error& error) { return {error.exit(), error.what()}; }
    return {};
  }

  run::sample::Folder folder_;
  FoundRuns found_;
};

TEST_F(ReportInputs, ARunIsItselfWithTheKeysOfItsExperiment) {
  make("a");
  EXPECT_THAT(names({"a"}), ElementsAre("a"));
  EXPECT_EQ(found_.runs[0].keys.at("loss.plugin"), "focal");
  EXPECT_EQ(found_.sweep, "");
  EXPECT_THAT(found_.warnings, IsEmpty());
}

TEST_F(ReportInputs, AFolderIsTheFinishedRunsBelowItInOrder) {
  make("runs/b");
  make("runs/deep/a");
  make("runs/c", false);
  EXPECT_THAT(names({"runs"}), ElementsAre("b", "a"));
  ASSERT_EQ(found_.warnings.size(), 1u);
  EXPECT_THAT(found_.warnings[0], HasSubstr("1 unfinished run left out, the first "));
}

TEST_F(ReportInputs, ARunCountsOnceHoweverOftenItIsNamed) {
  make("runs/a");
  EXPECT_THAT(names({"runs", "runs/a", "runs/"}), ElementsAre("a"));
}

TEST_F(ReportInputs, ARunsOwnFoldersAreNotSearched) {
  make("a");
  make("a/trials/inner");
  EXPECT_THAT(names({"."}), ElementsAre("a"));
}

TEST_F(ReportInputs, ACellKnowsItsPlaceInTheSweep) {
  make("a");
  replace_file(folder_ / "a/cell.json",
               R"({"settings": {"size": "small"}, "tuning": {"done": 3, "trials":
                   [{"settings": {"train.optimizer.lr": "0.01"}}]}})");
  names({"a"});
  EXPECT_EQ(found_.runs[0].keys.at("size"), "small");
  EXPECT_EQ(found_.runs[0].keys.at("train.optimizer.lr"), run::kTuned);
  EXPECT_EQ(found_.runs[0].chosen_among, 3u);
}

TEST_F(ReportInputs, NothingIsAFault) {
  EXPECT_EQ(refused("nowhere").first, Exit::missing);
  fs::create_directories(folder_ / "empty");
  const auto [exit, message] = refused("empty");
  EXPECT_EQ(exit, Exit::missing);
  EXPECT_THAT(message, HasSubstr("holds no run (a folder with run.json) and no ledger"));
}

TEST_F(ReportInputs, TheWholeDiskIsNotSearched) {
  try {
    runs_of({"/"});
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("name the folder in which they lie"));
  }
}

TEST_F(ReportInputs, ANamedRunMustBeFinished) {
  make("a", false);
  EXPECT_EQ(refused("a").first, Exit::failed);
}

}  // namespace
}  // namespace serhost::app
