// What is wrong with a sweep file is told at once, with its place.
#include <gmock/gmock.h>

#include "core/sweep/fixture.hpp"

namespace serhost::sweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SweepFaults : public testing::InFolder {
 protected:
  void SetUp() override {
    testing::InFolder::SetUp();
    write("small.toml", config::testing::kSmall);
  }
};

const std::string kBase = "[base]\nextends = \"small.toml\"\n";

TEST_F(SweepFaults, OfAValueNameItsLineInTheSweepFile) {
  EXPECT_EQ(
      faults_of(kBase + "[axes]\ntrain.epochs = [3, 0]\nhead.dropout = [0.1, 1.5, \"x\"]\n"),
      "sweep.toml:5:22: head.dropout: found 1.5, but must be a number of at least 0 and below 1\n"
      "sweep.toml:5:27: head.dropout: found the string \"x\", but must be a number of at least 0 "
      "and below 1\n"
      "sweep.toml:4:20: train.epochs: found 0, but must be a whole number from 1 to 1000000");
}

TEST_F(SweepFaults, OfTheBaseAreToldOnceForAllCells) {
  write("bad.toml", config::testing::kSmall + "[train]\nepoch = 3\n");
  const auto told =
      faults_of("[base]\nextends = \"bad.toml\"\n[axes]\nhead.dropout = [0.1, 0.2, 0.3]\n");
  EXPECT_THAT(told, HasSubstr("bad.toml:10:1: "));
  EXPECT_EQ(told.find("bad.toml:10:1"), told.rfind("bad.toml:10:1"));
}

TEST_F(SweepFaults, OfTheFileItselfAreToldTogether) {
  const auto told = faults_of(
      "nam = \"x\"\n[base]\nextends = \"small.toml\"\n[axes]\nloss.plugin = \"focal\"\nseed = [1, "
      "1]\n[[exclude]]\nlos = \"x\"\n");
  EXPECT_THAT(told, HasSubstr("sweep.toml:1:1: unknown key 'nam'"));
  EXPECT_THAT(told, HasSubstr("Did you mean 'name'?"));
  EXPECT_THAT(told, HasSubstr("sweep.toml:5:15: axes.loss.plugin: found the string \"focal\", but "
                              "must be a list of the values to try"));
  EXPECT_THAT(told, HasSubstr("sweep.toml:6:12: seed: 1 is listed twice"));
  EXPECT_THAT(told, HasSubstr("sweep.toml:8:1: exclude: no axis 'los'"));
}

TEST_F(SweepFaults, AnUnknownValueOfAnExclusionHasASuggestion) {
  EXPECT_THAT(
      faults_of(testing::kGrid + "[[exclude]]\nsize = \"larg\"\n"),
      HasSubstr(
          "sweep.toml:20:8: exclude: the axis size has no value 'larg'. Did you mean 'large'?"));
}

TEST_F(SweepFaults, ANameThatLeadsOutOfAFolderIsNone) {
  const auto told = faults_of(kBase +
                              "[variants.size.\"../../x\"]\nhead.dropout = 0.1\n"
                              "[variants.\"/etc\".a]\nhead.dropout = 0.2\n"
                              "[variants.\"a/../b\".\"c/d\"]\nhead.dropout = 0.2\n");
  EXPECT_THAT(told, HasSubstr("variant '../../x': must be a name of 1 to 200 bytes"));
  EXPECT_THAT(told, HasSubstr("axis '/etc': must be a name"));
  EXPECT_THAT(told, HasSubstr("axis 'a/../b': must be a name"));
  EXPECT_THAT(told, Not(HasSubstr("'c/d'")));
}

TEST_F(SweepFaults, WithoutABase) {
  EXPECT_THAT(faults_of("[axes]\nseed = [1]\n"), HasSubstr("sweep.toml: [base] is missing"));
}

TEST_F(SweepFaults, OfAParentThatIsNotThereIs66) {
  write("sweep.toml", "[base]\nextends = \"nowhere.toml\"\n");
  Faults faults;
  read_sweep("sweep.toml", {}, config::testing::find, faults);
  EXPECT_EQ(faults.exit(), Exit::missing);
  EXPECT_THAT(faults.text(), HasSubstr("sweep.toml:2:11: extends: "));
}

TEST_F(SweepFaults, TwoCellsOfTheSameExperimentAreRefused) {
  const auto told =
      faults_of(kBase +
                "[variants.a.one]\nloss.plugin = \"focal\"\n[variants.a.two]\nloss.plugin = "
                "\"cross_entropy\"\n[axes]\nloss.plugin = [\"focal\"]\n");
  EXPECT_EQ(told, "");  // their names differ, and so do their ids
  EXPECT_THAT(
      faults_of(kBase +
                "[variants.a.one]\ntrain.epochs = 3\n[variants.a.\"one \"]\ntrain.epochs = 3\n"),
      HasSubstr("two cells are the same experiment"));
}

TEST_F(SweepFaults, ALargerGridThanAnybodyRunsIsAMistake) {
  std::string list = "[1";
  for (int i = 2; i <= 200; ++i) list += ", " + std::to_string(i);
  list += "]";
  EXPECT_THAT(faults_of(kBase + "[axes]\nseed = " + list + "\ntrain.epochs = " + list + "\n"),
              HasSubstr("stands for more than 20000 cells; --dry-run lists up to 100000"));
}

TEST_F(SweepFaults, AStreamedSweepHoldsMoreAndKeepsNoCell) {
  std::string list = "[1";
  for (int i = 2; i <= 142; ++i) list += ", " + std::to_string(i);
  write("sweep.toml", kBase + "[axes]\nseed = " + list + "]\ntrain.epochs = " + list + "]\n");
  Faults faults;
  std::size_t count = 0;
  std::string first, last;
  const auto swept = stream_sweep("sweep.toml", {}, config::testing::find, faults,
                                  [&](const Sweep& sweep, const Cell& cell) {
                                    EXPECT_EQ(sweep.planned, 20164U);
                                    if (count++ == 0) first = cell.overrides[1].value;
                                    last = cell.overrides[1].value;
                                  });
  EXPECT_EQ(faults.text(), "");
  EXPECT_EQ(count, 20164U);
  EXPECT_EQ(first + " " + last, "1 142");
  EXPECT_TRUE(swept.cells.empty());
  write("sweep.toml", kBase + "[axes]\nseed = " + list + "]\ntrain.epochs = " + list +
                          "]\nhead.dropout = [0.0, 0.1, 0.2, 0.3, 0.4]\n");
  stream_sweep("sweep.toml", {}, config::testing::find, faults, [](const Sweep&, const Cell&) {});
  EXPECT_THAT(faults.text(), HasSubstr("stands for more than 100000 cells"));
  EXPECT_THAT(faults.text(), Not(HasSubstr("--dry-run")));
}

TEST_F(SweepFaults, ExcludedCellsNeedNotBeRight) {
  const auto text = kBase + "[axes]\ntrain.epochs = [3, 0]\n";
  EXPECT_THAT(faults_of(text), Not(HasSubstr("nothing")));
  EXPECT_EQ(faults_of(text + "[[exclude]]\n\"train.epochs\" = 0\n"), "");
}

TEST_F(SweepFaults, TuningNeedsAValidationPartOfItsOwn) {
  const std::string random = "[random]\ntrials = 2\n[random.space]\nhead.dropout = [0.1, 0.2]\n";
  EXPECT_EQ(faults_of(kBase + random), "");
  for (const std::string from : {"none", "test"}) {
    EXPECT_THAT(
        faults_of(kBase + random + "[base.protocol]\nvalidation = { from = \"" + from + "\" }\n"),
        HasSubstr("[random] selects by validation, but protocol.validation.from is \"" + from +
                  "\""));
  }
}

TEST_F(SweepFaults, OfARandomSpace) {
  const auto told = faults_of(
      kBase +
      "[random]\nbudget = 3\n[random.space]\nhead.dropout = { low = 0.5, high = 0.1 "
      "}\n\"train.optimizer.lr\" = { low = 0.0, high = 1.0, scale = \"log\" }\nloss.gamma = 3\n");
  EXPECT_THAT(told, HasSubstr("random.trials is missing"));
  EXPECT_THAT(told, HasSubstr("sweep.toml:6:36: head.dropout: high must be above low"));
  EXPECT_THAT(told, HasSubstr("train.optimizer.lr: low must be above 0 on a logarithmic scale"));
  EXPECT_THAT(told, HasSubstr("sweep.toml:8:14: random.space.loss.gamma: found 3"));
}

}  // namespace
}  // namespace serhost::sweep
