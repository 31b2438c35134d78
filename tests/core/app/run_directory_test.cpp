// The states of a run directory, and what is refused.
#include "app/run_directory.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using State = RunDirectory::State;

const std::string kResolved = "name = \"demo\"\n\n[train]\nepochs = 2\n";
const std::string kLonger = "name = \"demo\"\n\n[train]\nepochs = 3\n";
const std::string kOther = "name = \"demo\"\n\n[loss]\nplugin = \"focal\"\n\n[train]\nepochs = 2\n";

class RunDirectoryTest : public ::testing::Test {
 protected:
  /// As a run leaves it.
  void record(const std::string& hash, const std::string& status,
              const char* hash_key = "experiment") const {
    fs::create_directories(run_);
    replace_file(run_ / "run.json", "{\"schema\": \"serhost.run/1\", \"" + std::string(hash_key) +
                                        "\": \"" + hash + "\", \"status\": \"" + status + "\"}");
    replace_file(run_ / "resolved.toml", kResolved);
  }

  RunDirectory open(const std::string& hash = "h", const std::string& resolved = kResolved,
                    bool resume = false) const {
    return RunDirectory(run_, hash, resolved, resume);
  }

  struct Refused {
    Exit exit = Exit::ok;
    std::string message;
    std::optional<Remedy> remedy;
  };

  Refused refused(const std::string& hash = "h", const std::string& resolved = kResolved,
                  bool resume = false) const {
    try {
      open(hash, resolved, resume);
    } catch (const RemediableError& error) {
      return {error.exit(), error.what(), error.remedy()};
    } catch (const Error& error) { return {error.exit(), error.what(), std::nullopt}; }
    return {};
  }

  run::sample::Folder folder_;
  fs::path run_ = folder_ / "run";
};

TEST_F(RunDirectoryTest, AFolderThatIsNotThereIsMadeAndGivenBack) {
  RunDirectory directory(run_, "h", kResolved, false);
  EXPECT_EQ(directory.state(), State::fresh);
  EXPECT_TRUE(fs::is_directory(run_));
  directory.abandon();
  EXPECT_FALSE(fs::exists(run_));
}

TEST_F(RunDirectoryTest, AFreshOneThatIsGivenUpTakesTheFolderThatWasMadeForItAlong) {
  const auto made = run_ / "runs";
  {
    RunDirectory directory(made / "e", "h", kResolved, false);
    directory.abandon();
    EXPECT_FALSE(fs::exists(made));
  }
  fs::create_directories(made);
  RunDirectory directory(made / "e", "h", kResolved, false);
  directory.abandon();
  EXPECT_TRUE(fs::exists(made));
  EXPECT_FALSE(fs::exists(made / "e"));
}

TEST_F(RunDirectoryTest, AFreshOneWithFilesIsNotRemoved) {
  RunDirectory directory(run_, "h", kResolved, false);
  replace_file(run_ / "notes.txt", "mine");
  directory.abandon();
  EXPECT_TRUE(fs::exists(run_ / "notes.txt"));
}

TEST_F(RunDirectoryTest, FinishedAndUnfinished) {
  record("h", "finished");
  EXPECT_EQ(open().state(), State::finished);
  EXPECT_EQ(open("h", kResolved, true).state(), State::finished);
  record("h", "running");
  EXPECT_EQ(open("h", kResolved, true).state(), State::unfinished);
  const auto found = refused();
  EXPECT_EQ(found.exit, Exit::cannot_create);
  EXPECT_EQ(found.message, run_.string() + " holds an unfinished run of this experiment");
  EXPECT_EQ(found.remedy, Remedy::resume_or_other_folder);
}

TEST_F(RunDirectoryTest, TheHashOfEarlierVersionsStoodUnderAnotherName) {
  record("h", "finished", "signature");
  EXPECT_EQ(open().state(), State::finished);
  EXPECT_EQ(refused("other").exit, Exit::cannot_create);
}

TEST_F(RunDirectoryTest, WhatAnInterruptionLeftIsRemovedWhereTheRunGoesOn) {
  record("h", "running");
  { const FileReplacement killed(run_ / "history.csv"); }
  const auto temporary = run_ / ".history.csv.XXXXXX";
  fs::create_directories(run_);
  std::size_t before = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(run_)) ++before;
  EXPECT_EQ(open("h", kResolved, true).state(), State::unfinished);
  std::size_t after = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(run_)) ++after;
  EXPECT_EQ(after, before + 1);  // the lock
}

TEST_F(RunDirectoryTest, AnotherLossIsGivenANameWhereTheNameMakesTheFolder) {
  record("h", "finished");
  const auto subject = [&](const std::string& resolved) -> std::string {
    try {
      RunDirectory(run_, "g", resolved, false, true);
    } catch (const RemediableError& error) {
      EXPECT_EQ(error.remedy(), Remedy::other_name);
      return error.subject();
    }
    return "nothing was thrown";
  };
  EXPECT_EQ(subject(kOther), "demo_focal");
  EXPECT_EQ(subject("name = \"demo\"\n\n[train]\nepochs = 2\nbatch_size = 2\n"),
            "demo_batch_size_2");
  EXPECT_EQ(subject("name = \"demo\"\n\n[train]\nepochs = 2\ndevice = \"a b\"\n"), "demo_2");
}

TEST_F(RunDirectoryTest, AnotherExperimentIsNamedByTheKeysThatDiffer) {
  record("h", "finished");
  const auto found = refused("g", kOther);
  EXPECT_EQ(found.exit, Exit::cannot_create);
  EXPECT_THAT(found.message, HasSubstr("holds the run of another experiment: loss.plugin differs"));
  EXPECT_EQ(found.remedy, Remedy::other_folder);
  const auto resumed = refused("g", kOther, true);
  EXPECT_EQ(resumed.exit, Exit::config);
  EXPECT_THAT(resumed.message,
              HasSubstr("cannot be resumed: the experiment has changed: loss.plugin differs"));
  EXPECT_EQ(resumed.remedy, std::nullopt);
}

TEST_F(RunDirectoryTest, MoreEpochsAreTheOneChangeOfAResumedRun) {
  record("h", "finished");
  const auto longer = open("g", kLonger, true);
  EXPECT_EQ(longer.state(), State::unfinished);
  EXPECT_EQ(longer.growth(), "train.epochs grew from 2 to 3");
}

TEST_F(RunDirectoryTest, MoreEpochsWithoutResumeSayThatItMayGoOn) {
  record("h", "finished");
  const auto found = refused("g", kLonger);
  EXPECT_EQ(found.exit, Exit::cannot_create);
  EXPECT_EQ(found.remedy, Remedy::resume_or_other_folder);
  EXPECT_THAT(found.message, HasSubstr("holds this experiment with train.epochs = 2, not 3"));
}

TEST_F(RunDirectoryTest, FewerEpochsAreAnotherExperiment) {
  record("h", "finished");
  replace_file(run_ / "resolved.toml", kLonger);
  EXPECT_EQ(refused("g", kResolved, true).exit, Exit::config);
}

TEST_F(RunDirectoryTest, SomethingElseIsLeftAsItWas) {
  fs::create_directories(run_);
  replace_file(run_ / "thesis.tex", "years of work");
  const auto found = refused();
  EXPECT_EQ(found.exit, Exit::cannot_create);
  EXPECT_EQ(found.message, run_.string() + " holds something other than a run");
  EXPECT_EQ(found.remedy, Remedy::other_folder);
  EXPECT_FALSE(fs::exists(run_ / ".lock"));
}

TEST_F(RunDirectoryTest, AFileIsNoFolder) {
  replace_file(run_, "a file");
  const auto found = refused();
  EXPECT_EQ(found.exit, Exit::cannot_create);
  EXPECT_EQ(found.message, run_.string() + " is a file, but must be a folder");
  EXPECT_EQ(found.remedy, Remedy::other_place);
}

TEST_F(RunDirectoryTest, ARecordOfAnotherProgramIsNotOurs) {
  fs::create_directories(run_);
  replace_file(run_ / "run.json", "{\"schema\": \"mlflow\"}");
  EXPECT_THAT(refused().message, HasSubstr("run.json is not a record of this program"));
  replace_file(run_ / "run.json", "{");
  EXPECT_EQ(refused().remedy, Remedy::other_folder);
}

TEST_F(RunDirectoryTest, OneRunAtATime) {
  const RunDirectory held(run_, "h", kResolved, false);
  const auto found = refused();
  EXPECT_EQ(found.exit, Exit::cannot_create);
  EXPECT_EQ(found.message, run_.string() + " is in use by another run; wait for it");
  EXPECT_EQ(found.remedy, Remedy::or_other_folder);
}

TEST_F(RunDirectoryTest, MessagesDoNotKnowTheCommandLine) {
  std::vector<Refused> all = {refused()};
  record("h", "running");
  all.push_back(refused());
  record("h", "finished");
  all.push_back(refused("g", kOther));
  for (const auto& one : all) EXPECT_EQ(one.message.find("--"), std::string::npos) << one.message;
}

}  // namespace
}  // namespace serhost::app
