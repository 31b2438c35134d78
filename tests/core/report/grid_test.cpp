// Which runs become which cell, what is chosen among trials, and what a cell is compared with.
#include "report/grid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "core/report/systems.hpp"
#include "report/report.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using sample::Folder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

/// A run of a backbone and a loss; `wrong` as in finish_run.
EvaluatedRun run_of(const Folder& folder, const std::string& name, const std::string& backbone,
                    const std::string& loss, std::vector<std::int64_t> seeds,
                    const std::vector<int>& wrong, const std::string& lr = "0.001") {
  auto out = sample::system(folder, name, seeds, wrong, [&](RunFacts& facts) {
    facts.backbone = backbone;
    facts.loss = loss;
    facts.protocol = "k-fold";
  });
  out.keys = {{"backbone.plugin", backbone},
              {"loss.plugin", loss},
              {"train.optimizer.lr", lr},
              {"seeds", "[1]"},
              {"name", name}};
  return out;
}

void set_validation(EvaluatedRun& run, double ua) {
  for (auto& epoch : run.run.history) epoch.validation["ua"] = ua;
}

std::string fault_of(Exit exit, std::vector<EvaluatedRun> runs, const GridOptions& options) {
  try {
    make_grid(std::move(runs), options);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), exit) << error.what();
    return error.what();
  }
}

}  // namespace

TEST(Grid, LaysRunsOutInTheOrderOfRegistrationsAndComparesWithinRows) {
  const Folder folder;
  const auto grid = make_grid({run_of(folder, "a", "hubert", "focal", {1}, {0}),
                               run_of(folder, "b", "lstm", "ccc", {1}, {2}),
                               run_of(folder, "c", "lstm", "cross_entropy", {1}, {1}),
                               run_of(folder, "d", "hubert", "cross_entropy", {1}, {2})},
                              {});
  EXPECT_THAT(grid.rows, ElementsAre("lstm", "hubert"));
  EXPECT_THAT(grid.columns, ElementsAre("cross_entropy", "focal", "ccc"));
  EXPECT_EQ(grid.reference, "cross_entropy");
  EXPECT_EQ(grid.systems.size(), 4u);
  EXPECT_FALSE(grid.cells[0][1].system);  // no lstm with focal
  ASSERT_EQ(grid.comparisons.pairs.size(), 2u);
  const auto& focal = grid.comparisons.pairs[*grid.cells[1][1].comparison];
  EXPECT_EQ(grid.name_of(focal.first), "HuBERT + CE");
  EXPECT_EQ(grid.name_of(focal.second), "HuBERT + Focal");
  EXPECT_DOUBLE_EQ(focal.p, 2.0 / 64);
  EXPECT_DOUBLE_EQ(focal.adjusted, 4.0 / 64);  // Holm: twice the smaller of two
  EXPECT_TRUE(grid.reasons.empty());
}

TEST(Grid, JoinsRunsThatDifferInTheirSeedsAlone) {
  const Folder folder;
  const auto grid = make_grid({run_of(folder, "s1", "lstm", "focal", {1}, {1}),
                               run_of(folder, "s2", "lstm", "focal", {2}, {2})},
                              {});
  ASSERT_EQ(grid.systems.size(), 1u);
  EXPECT_EQ(grid.cells[0][0].trials.size(), 1u);
  EXPECT_THAT(grid.systems[0].run.facts.seeds, ElementsAre(1, 2));
  EXPECT_DOUBLE_EQ(grid.systems[0].run.summary.at("ua").pooled, 0.625);  // (0.75 + 0.5) / 2
}

TEST(Grid, ChoosesAmongTrialsByTheirValidationFigureAndNeverByTheTest) {
  const Folder folder;
  auto good_on_test = run_of(folder, "a", "lstm", "focal", {1}, {0}, "0.1"),
       good_on_validation = run_of(folder, "b", "lstm", "focal", {1}, {2}, "0.01");
  set_validation(good_on_test, 0.4);
  set_validation(good_on_validation, 0.6);
  const auto grid = make_grid({good_on_test, good_on_validation}, {});
  ASSERT_EQ(grid.systems.size(), 1u);
  EXPECT_EQ(grid.systems[0].name, "b");
  EXPECT_EQ(grid.cells[0][0].trials.size(), 2u);
  EXPECT_THAT(grid.varied, ElementsAre("train.optimizer.lr"));
  EXPECT_THAT(grid.not_shown, ElementsAre("a"));
  EXPECT_THAT(not_shown_text(grid), testing::EndsWith("validation metric: a"));
}

TEST(Grid, ChoosesByTheMetricThatSelectedTheCheckpoints) {
  const Folder folder;
  auto a = run_of(folder, "a", "lstm", "focal", {1}, {0}, "0.1"),
       b = run_of(folder, "b", "lstm", "focal", {1}, {2}, "0.01");
  for (auto* each : {&a, &b}) each->run.facts.select = "macro_f1";
  EXPECT_THAT(fault_of(Exit::failed, {a, b}, {}), HasSubstr("no validation metric"));
  for (auto& epoch : a.run.history) epoch.validation["macro_f1"] = 0.3;
  for (auto& epoch : b.run.history) epoch.validation["macro_f1"] = 0.5;
  EXPECT_EQ(make_grid({a, b}, {}).systems[0].name, "b");
}

TEST(Grid, CountsTheTrialsAmongWhichASweepHasChosenAndNamesWhatWasTuned) {
  const Folder folder;
  auto tuned = run_of(folder, "a", "lstm", "focal", {1}, {0}, kTuned);
  tuned.chosen_among = 8;
  const auto grid = make_grid({tuned, run_of(folder, "b", "lstm", "cross_entropy", {1}, {0})}, {});
  EXPECT_EQ(grid.cells[0][0].tried, 1u);
  EXPECT_EQ(grid.cells[0][1].tried, 8u);
  EXPECT_THAT(grid.varied, ElementsAre("train.optimizer.lr"));
}

TEST(Grid, LaysVariantsOutByTheirNamesWhereTheStudyHasTheirKind) {
  const Folder folder;
  auto hubert = run_of(folder, "a", "hubert", "focal", {1}, {0}),
       vggish = run_of(folder, "b", "vggish", "focal", {1}, {0}),
       lstm = run_of(folder, "c", "lstm", "focal", {1}, {0});
  hubert.keys["backbone"] = "hubert_small_random";
  vggish.keys["backbone"] = "vggish_eighth";
  lstm.keys["backbone"] = "lstm";
  EXPECT_THAT(make_grid({hubert, vggish, lstm}, {}).rows,
              ElementsAre("lstm", "vggish_eighth", "hubert_small_random"));
}

TEST(Grid, RefusesToChooseAmongTrialsWithoutAValidationPart) {
  const Folder folder;
  auto a = run_of(folder, "a", "lstm", "focal", {1}, {0}, "0.1"),
       b = run_of(folder, "b", "lstm", "focal", {1}, {2}, "0.01");
  for (auto& epoch : a.run.history) epoch.validation.clear();
  EXPECT_THAT(
      fault_of(Exit::failed, {a, b}, {}),
      HasSubstr("2 experiments fall into the cell lstm / focal (a, b), and no validation metric"));
  set_validation(a, 0.5);
  b.run.facts.validation_is_test = true;  // that would be choosing by the test part
  EXPECT_THAT(fault_of(Exit::failed, {a, b}, {}), HasSubstr("no validation metric"));
}

TEST(Grid, TakesAnyKeyAsAnAxisAndSuggestsTheNearest) {
  const Folder folder;
  const std::vector<EvaluatedRun> runs = {run_of(folder, "a", "lstm", "focal", {1}, {0}, "0.1"),
                                          run_of(folder, "b", "lstm", "focal", {1}, {2}, "0.01")};
  GridOptions options;
  options.columns = "train.optimizer.lr";
  const auto grid = make_grid(runs, options);
  EXPECT_THAT(grid.columns, ElementsAre("0.01", "0.1"));
  options.columns = "train.optimizer.rl";
  EXPECT_THAT(fault_of(Exit::usage, runs, options),
              HasSubstr("Did you mean 'train.optimizer.lr'?"));
  options.columns = "loss";
  options.against = "focl";
  options.rows = "train.optimizer.lr";
  EXPECT_THAT(fault_of(Exit::usage, runs, options), HasSubstr("--against names 'focl'"));
}

TEST(Grid, TellsWhyFiguresAreNoRankingUnlessTheRowsAreDataSets) {
  const Folder folder;
  auto a = run_of(folder, "a", "lstm", "focal", {1}, {0}),
       b = run_of(folder, "b", "hubert", "focal", {1}, {2});
  a.run.facts.signature.fields = {{"task", "classification"}, {"corpus", "339 clips, 1"}};
  a.run.facts.signature.label = "emodb:4c | 2-fold | dev:speakers";
  b.run.facts.signature.fields = {{"task", "classification"}, {"corpus", "5531 clips, 2"}};
  b.run.facts.signature.label = "iemocap:4c | 2-fold | dev:speakers";
  EXPECT_THAT(make_grid({a, b}, {}).reasons,
              ElementsAre("corpus: \"emodb, 339 clips, 1\" (a), \"iemocap, 5531 clips, 2\" (b)"));
  GridOptions options;
  options.rows = "dataset";
  const auto by_corpus = make_grid({a, b}, options);
  EXPECT_TRUE(by_corpus.reasons.empty());
  EXPECT_TRUE(by_corpus.comparisons.pairs.empty());  // two corpora are nothing to compare
}

TEST(GridCsv, HasALineForEveryCellAndMetric) {
  const Folder folder;
  const auto csv = grid_csv(make_grid({run_of(folder, "a", "lstm", "cross_entropy", {1}, {1}),
                                       run_of(folder, "b", "lstm", "focal", {1}, {0})},
                                      {}));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 7);
  EXPECT_THAT(csv, HasSubstr("lstm,cross_entropy,ua,0.75,,,0.75,0,,1,24,1,0.25,,,,,,,"));
  EXPECT_THAT(csv, HasSubstr("lstm,focal,ua,1,,,1,0,,1,24,1,0.25,0.25,,,0.03125,0.03125,yes,"));
  EXPECT_THAT(csv,
              HasSubstr("lstm,focal,wa,1,,,1,0,,1,24,1,0.25,0.25,,,,,,"));  // corrected and marked
                                                                            // by one metric alone
}
