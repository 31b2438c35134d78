// Comparisons of made-up systems whose answers are known: six speakers, four clips each, two folds
// of three speakers.
#include "report/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/report/made_systems.hpp"
#include "core/report/systems.hpp"
#include "report/comparison_text.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using sample::finish_run;
using sample::Folder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Comparisons all_pairs(const std::vector<EvaluatedRun>& systems) {
  return compare(systems, pairs_of(systems.size()), {});
}

template <class Call>
std::string fault_of(Exit exit, const Call& call) {
  try {
    call();
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), exit) << error.what();
    return error.what();
  }
}

}  // namespace

TEST(Comparison, OfASystemWithItselfIsNoDifference) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1, 2}, {1, 2}),
                                             sample::system(folder, "b", {1, 2}, {1, 2})};
  const auto found = all_pairs(systems);
  ASSERT_EQ(found.pairs.size(), 1u);
  const auto& pair = found.pairs[0];
  EXPECT_EQ(pair.unpaired, "");
  EXPECT_EQ(pair.seeds.size(), 2u);
  EXPECT_EQ(pair.p, 1.0);
  EXPECT_FALSE(found.is_significant(pair));
  EXPECT_EQ(pair.mcnemar->only_first + pair.mcnemar->only_second, 0.0);
}

TEST(Comparison, IsOneQuantityFromTheDifferenceToTheMark) {
  // Recalls lost by the six speakers: 2 2 3 2 2 3 of 4 against 0 1 0 1 0 0; gains of 0.5 0.25 0.75
  // 0.25 0.5 0.75, mean 0.5, standard deviation 0.22361, error 0.09129, t 5.4772 of 5 degrees.
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {
      sample::system_of_speakers(folder, "worse", {1}, {{2, 2, 3, 2, 2, 3}}),
      sample::system_of_speakers(folder, "better", {1}, {{0, 1, 0, 1, 0, 0}})};
  const auto found = all_pairs(systems);
  const auto& pair = found.pairs[0];
  const auto& ua = pair.differences.at("ua");
  EXPECT_DOUBLE_EQ(ua.second - ua.first, 0.5);
  EXPECT_DOUBLE_EQ(ua.estimate.value, ua.second - ua.first);
  EXPECT_DOUBLE_EQ(pair.pooled, 0.5);
  EXPECT_EQ(pair.unit, "speaker");
  EXPECT_EQ(pair.test, "t test, paired, over 6 speakers");
  EXPECT_NEAR(ua.estimate.error, 0.09129, 1e-5);
  EXPECT_NEAR(pair.p, 0.00277, 1e-5);
  EXPECT_NEAR(*ua.interval.low, 0.5 - 2.57058 * 0.09129, 1e-4);
  EXPECT_TRUE(found.is_significant(pair));
  EXPECT_GT(pair.equivalence.value().p, 0.9);
  EXPECT_GT(pair.detectable.value(), 0.25);
  EXPECT_DOUBLE_EQ(pair.mcnemar->only_second, 12.0);
  EXPECT_DOUBLE_EQ(pair.mcnemar->only_first, 0.0);
  EXPECT_EQ(pair.folds.differences.size(), 2u);
}

TEST(Comparison, WhereAllSpeakersAgreeSaysNothingThatNeedsASpread) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "worse", {1}, {2}),
                                             sample::system(folder, "better", {1}, {0})};
  const auto found = all_pairs(systems);
  const auto& pair = found.pairs[0];
  EXPECT_DOUBLE_EQ(pair.p, 2.0 / 64);
  EXPECT_EQ(pair.test, "sign test, paired, over 6 speakers that all show the same difference");
  EXPECT_FALSE(pair.detectable) << "not 0.00 points";
  EXPECT_FALSE(pair.equivalence);
  EXPECT_FALSE(pair.differences.at("ua").interval.low);
  EXPECT_TRUE(found.is_significant(pair));
}

TEST(Comparison, IsCorrectedOverTheWholeTable) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1}, {2}),
                                             sample::system(folder, "b", {1}, {1}),
                                             sample::system(folder, "c", {1}, {0})};
  const auto found = all_pairs(systems);
  for (const auto& pair : found.pairs) {
    EXPECT_DOUBLE_EQ(pair.p, 2.0 / 64);
    EXPECT_DOUBLE_EQ(pair.adjusted,
                     6.0 / 64);  // Holm: the smallest of three p times 3; the others are as small
    EXPECT_FALSE(found.is_significant(pair));
  }
}

TEST(Comparison, OverFoldsIsOfTheirMeanAndNeverMarkedAgainstThePooledMetric) {
  // Speakers unknown. In folds 1 to 3 the second system loses the only clip of class 0 and gains
  // some of twenty of class 1; in folds 4 to 6 the other way round. Every fold is worse, pooled UA
  // is better.
  const std::vector<EvaluatedRun> systems = made::opposed();
  const auto found = all_pairs(systems);
  const auto& pair = found.pairs[0];
  const auto& ua = pair.differences.at("ua");
  EXPECT_EQ(pair.unit, "fold");
  EXPECT_EQ(pair.test, "t test, paired, over 6 folds");
  EXPECT_NEAR(pair.pooled, 1.0 / 3, 1e-12);
  EXPECT_NEAR(ua.second - ua.first, -0.3, 1e-12);
  EXPECT_NEAR(ua.estimate.value, -0.3, 1e-12);
  EXPECT_LT(*ua.interval.high, 0.0);
  EXPECT_LT(pair.adjusted, 0.05);
  EXPECT_TRUE(pair.is_opposed());
  EXPECT_FALSE(found.is_significant(pair)) << "worse in all six folds";
  EXPECT_THAT(found.notes, ElementsAre(HasSubstr("in 1 comparison one system is ahead in the "
                                                 "pooled metric and the other in the mean")));
  const auto text = comparison_text(systems, found, {}, 120, false);
  EXPECT_THAT(text, HasSubstr("second − first: -30.00 points of UA, mean of folds, 95 % CI "));
  EXPECT_THAT(text, HasSubstr("not marked, pooled metric and mean of folds differ in sign"));
  EXPECT_THAT(text, HasSubstr("pooled +33.33, mean of folds -30.00 (6 of 6 folds that way)"));
}

TEST(Comparison, WithTooFewSpeakersAndFoldsDecidesNothing) {
  const Folder folder;
  std::vector<EvaluatedRun> systems = {
      sample::system_of_speakers(folder, "a", {1}, {{2, 2, 3, 2, 2, 3}}),
      sample::system_of_speakers(folder, "b", {1}, {{0, 1, 0, 1, 0, 0}})};
  const auto unknown = [](EvaluatedRun& system) {
    for (auto& speaker : system.seeds[0].outcomes.speakers) speaker.reset();
  };
  auto without = systems;
  for (auto& system : without) unknown(system);
  const auto found = all_pairs(without);
  const auto& pair = found.pairs[0];
  EXPECT_FALSE(pair.is_decided());
  EXPECT_EQ(pair.undecided,
            "too few speakers to test: unknown speakers and 2 folds, but 6 of either are "
            "needed");
  EXPECT_TRUE(std::isnan(pair.p));
  EXPECT_FALSE(found.is_significant(pair)) << "12 clips to 0 decide nothing";
  EXPECT_FALSE(pair.equivalence || pair.detectable);
  EXPECT_LT(pair.mcnemar->mid_p, 0.001);
  EXPECT_THAT(found.notes, ElementsAre(HasSubstr("1 of 1 comparison not tested")));

  // Five known speakers have an interval, and no test.
  for (auto& system : systems) {
    for (auto& speaker : system.seeds[0].outcomes.speakers) {
      if (*speaker == "speaker 5") speaker = "speaker 4";
    }
  }
  const auto five = all_pairs(systems).pairs[0];
  EXPECT_EQ(five.undecided,
            "too few speakers to test: 5 speakers and 2 folds, but 6 of either are needed");
  EXPECT_TRUE(five.differences.at("ua").interval.low.has_value());
  EXPECT_TRUE(std::isnan(five.p));
  const auto text = comparison_text(systems, all_pairs(systems), {}, 120, false);
  EXPECT_THAT(text, HasSubstr("not tested            too few speakers to test: 5 speakers"));
  EXPECT_THAT(text, Not(HasSubstr("equivalence")));
  EXPECT_THAT(text, Not(HasSubstr("detectable  ")));
}

TEST(Comparison, OfManySeedsOfOneFoldDecidesNothing) {
  // Ten seeds of one fold share all their clips: over them TOST would say "equivalent" at will.
  std::vector<EvaluatedRun> systems = {made::one_fold("first", 10, 0),
                                       made::one_fold("second", 10, 1)};
  const auto found = all_pairs(systems);
  EXPECT_FALSE(found.pairs[0].is_decided());
  EXPECT_FALSE(found.pairs[0].equivalence);
  EXPECT_THAT(found.pairs[0].undecided, HasSubstr("unknown speakers and 1 fold"));
}

TEST(Comparison, CountsClipsOfAnEvenNumberOfSeedsByTheirSum) {
  // Each seed of the second has another half of the clips right, the first none: a clip is right in
  // one of two seeds. A majority of two would call none of them right.
  const auto systems = made::half_right_each();
  const auto pair = all_pairs(systems).pairs[0];
  EXPECT_DOUBLE_EQ(pair.mcnemar->only_second, 20.0);
  EXPECT_DOUBLE_EQ(pair.mcnemar->only_first, 0.0);
  EXPECT_LT(pair.mcnemar->mid_p, 0.001);
}

TEST(Comparison, OfFoldsThatShareTheirSpeakersSaysSo) {
  auto systems = made::opposed();
  for (auto& system : systems) {
    auto& outcomes = system.seeds[0].outcomes;
    for (std::size_t i = 0; i < outcomes.truth.size(); ++i)
      outcomes.speakers.push_back("speaker " + std::to_string(i % 4));
  }
  const auto found = all_pairs(systems);
  EXPECT_EQ(found.pairs[0].unit, "fold");
  EXPECT_THAT(found.notes, ::testing::Contains(HasSubstr("other clips of these speakers")));
}

TEST(Comparison, OfSeedsWithOtherFoldsDoesNotTakeFoldsForUnits) {
  auto systems = made::opposed();
  for (auto& system : systems) {
    system.seeds.push_back(system.seeds[0]);
    system.seeds[1].seed = 2;
    std::rotate(system.seeds[1].folds.begin(), system.seeds[1].folds.begin() + 30,
                system.seeds[1].folds.end());
  }
  EXPECT_THAT(all_pairs(systems).pairs[0].undecided, HasSubstr("no folds that all seeds share"));
}

TEST(Comparison, AgainstOneOfThemTestsEveryOtherWithIt) {
  EXPECT_THAT(pairs_of(3, 1), ElementsAre(std::pair<std::size_t, std::size_t>(1, 0),
                                          std::pair<std::size_t, std::size_t>(1, 2)));
  EXPECT_EQ(pairs_of(4).size(), 6u);
}

TEST(Comparison, OfOtherClipsIsNotPaired) {
  const Folder folder;
  finish_run(folder / "half", "half", {1}, {1}, {}, {1});
  const auto found =
      all_pairs({sample::system(folder, "whole", {1}, {1}), read_evaluated_run(folder / "half")});
  EXPECT_EQ(found.pairs[0].unpaired, "they were not tested on the same clips");
  EXPECT_FALSE(found.is_significant(found.pairs[0]));
}

TEST(Comparison, PairsTheSeedsThatBothHaveAndNamesThem) {
  const Folder folder;
  // Seeds 2 and 3 are common, where both are alike; seed 1 of the first and 4 of the second are
  // not.
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1, 2, 3}, {4, 1, 1}),
                                             sample::system(folder, "b", {2, 3, 4}, {1, 1, 0})};
  const auto found = all_pairs(systems);
  EXPECT_THAT(found.pairs[0].seeds, ElementsAre(std::pair<std::int64_t, std::int64_t>(2, 2),
                                                std::pair<std::int64_t, std::int64_t>(3, 3)));
  EXPECT_EQ(found.pairs[0].differences.at("ua").first, found.pairs[0].differences.at("ua").second);
  EXPECT_THAT(found.notes,
              ElementsAre("a has the seeds 1, 2, 3 and b the seeds 2, 3, 4: their difference is "
                          "that of the seeds 2, 3"));
  EXPECT_FALSE(found.effects) << "seeds that differ are no common factor";
  const auto apart = all_pairs(
      {sample::system(folder, "c", {1, 2}, {4, 1}), sample::system(folder, "d", {4, 5}, {1, 1})});
  EXPECT_THAT(apart.notes, ElementsAre(HasSubstr("that of the seeds 1 with 4, 2 with 5")));
}

TEST(Comparison, TellsSeedsFromSystems) {
  const Folder folder;
  // UA: a 0.75 0.5, b 0.5 0.25; grand mean 0.5. Systems: 2 * 2 * 0.125^2 = 0.0625; seeds the same;
  // nothing is left.
  const auto found = all_pairs(
      {sample::system(folder, "a", {1, 2}, {1, 2}), sample::system(folder, "b", {1, 2}, {2, 3})});
  ASSERT_TRUE(found.effects);
  EXPECT_NEAR(found.effects->choice, 0.5, 1e-12);
  EXPECT_NEAR(found.effects->seed, 0.5, 1e-12);
}

TEST(Comparison, OfAnUnknownMetricIsAUsageError) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1}, {2}),
                                             sample::system(folder, "b", {1}, {0})};
  ComparisonOptions options;
  options.metric = "uaa";
  EXPECT_THAT(fault_of(Exit::usage, [&] { compare(systems, pairs_of(2), options); }),
              HasSubstr("Did you mean 'ua'?"));
  options = {};
  options.margin = 0.0;
  EXPECT_THAT(fault_of(Exit::usage, [&] { compare(systems, pairs_of(2), options); }),
              HasSubstr("margin must be above 0"));
}

TEST(Ranking, NamesTheFieldThatDiffersItsValuesAndWhoHasThem) {
  const Folder folder;
  const auto on_test = [](RunFacts& facts) {
    facts.validation_is_test = true;
    facts.signature.fields[1].second = "test";
  };
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "honest", {1}, {1}),
                                             sample::system(folder, "starred", {1}, {0}, on_test),
                                             sample::system(folder, "other", {1}, {0})};
  EXPECT_THAT(reasons_not_to_rank(systems),
              ElementsAre("validation: \"speakers 0.2\" (honest, other), \"test\" (starred)"));
  EXPECT_TRUE(reasons_not_to_rank({systems[0], systems[2]}).empty());
}

TEST(Ranking, OfRunsOlderThanSignaturesIsRefused) {
  const Folder folder;
  const auto old = [](RunFacts& facts) { facts.signature = {}; };
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1}, {1}, old),
                                             sample::system(folder, "b", {1}, {1}, old)};
  EXPECT_THAT(reasons_not_to_rank(systems), ElementsAre(HasSubstr("older than signatures")));
}

TEST(Joined, RunsOfOneSeedAndOneFoldEachAreTheWholeRun) {
  const Folder folder;
  const sample::Wrong wrong = {{1, 1, 2, 1, 1, 0}, {2, 2, 1, 2, 3, 2}};
  const auto whole = sample::system_of_speakers(folder, "whole", {1, 2}, wrong);
  std::vector<EvaluatedRun> parts;
  for (const std::int64_t seed : {2, 1}) {
    for (const std::int64_t number : {1, 2}) {
      const auto name = "part-" + std::to_string(seed) + "-" + std::to_string(number);
      sample::finish_run_of_speakers(
          folder / name, "whole", {seed}, {wrong[static_cast<std::size_t>(seed - 1)]},
          [&](RunFacts& facts) {
            facts.signature.fields.emplace(facts.signature.fields.begin() + 1, "folds",
                                           "of fold " + std::to_string(number));
            facts.signature.label += " | seeds:1 | serhost:0.1.0";
          },
          {number});
      parts.push_back(read_evaluated_run(folder / name));
    }
  }
  const auto all = merge_by_seed(parts);
  EXPECT_EQ(all.folders.size(), 4u);
  EXPECT_THAT(all.run.facts.seeds, ElementsAre(1, 2));
  EXPECT_EQ(all.run.facts.signature.fields[1].second, "of fold 1 + of fold 2");
  EXPECT_THAT(all.run.facts.signature.label, HasSubstr(" | seeds:2 | serhost:0.1.0"));
  ASSERT_EQ(all.seeds.size(), 2u);
  for (std::size_t s = 0; s < 2; ++s) {
    EXPECT_EQ(all.seeds[s].clips, whole.seeds[s].clips);
    EXPECT_EQ(all.seeds[s].outcomes.predicted, whole.seeds[s].outcomes.predicted);
  }
  for (const auto& [metric, summary] : whole.run.summary) {
    const auto& own = all.run.summary.at(metric);
    EXPECT_NEAR(own.pooled, summary.pooled, 1e-12) << metric;
    EXPECT_NEAR(own.folds_mean, summary.folds_mean, 1e-12) << metric;
    EXPECT_NEAR(own.low.value(), summary.low.value(), 1e-12) << metric;
  }
}

TEST(Joined, RunsThatShareAFoldAndSeedAreRefusedByName) {
  const Folder folder;
  const auto a = sample::system(folder, "a", {1}, {1}), b = sample::system(folder, "b", {1}, {1});
  EXPECT_THAT(fault_of(Exit::failed, [&] { merge_by_seed({a, b}); }),
              HasSubstr((folder / "a").string() + " and in " + (folder / "b").string()));
}

TEST(EvaluatedRun, OfAnUnfinishedRunOrOneWithoutItsPredictionsIsRefused) {
  const Folder folder;
  { RunRecord record(folder / "", sample::facts()); }
  EXPECT_THAT(fault_of(Exit::failed, [&] { read_evaluated_run(folder.path()); }),
              HasSubstr("is not finished: 0 of 0"));
  finish_run(folder / "torn", "torn", {1}, {1});
  const auto file = folder / "torn" / "predictions.csv";
  const auto text = read_file(file);
  replace_file(file, text.substr(0, text.size() - 10));
  EXPECT_THAT(fault_of(Exit::damaged, [&] { read_evaluated_run(folder / "torn"); }),
              HasSubstr("has 11 readable rows of fold 2, seed 1, but run.json counts 12"));
}

TEST(ComparisonText, SaysHowLargeAndWhetherItIsSignificant) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {
      sample::system_of_speakers(folder, "worse", {1}, {{2, 2, 3, 2, 2, 3}}),
      sample::system_of_speakers(folder, "better", {1}, {{0, 1, 0, 1, 0, 0}})};
  const auto text = comparison_text(systems, all_pairs(systems), {}, 120, false);
  EXPECT_LT(text.find("better "), text.find("worse "));  // in the order of the metric
  EXPECT_THAT(text, HasSubstr("\nchance   25.00"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "better − worse: +50.00 points of UA, 95 % CI +26.53 … +73.47\n"
          "  interval              jackknife t over 6 speakers, 95 %\n"
          "  t test                p 0.003, Holm 0.003: significant (paired, over 6 speakers)\n"
          "  equivalence           TOST, ±2 points: not established (p 0.998)\n"
          "  detectable            32.08 points of UA at 80 % power\n"
          "  folds                 pooled +50.00, mean of folds +50.00 (2 of 2 folds that "
          "way)\n"
          "  clips                 right in only the first 0, only the second 12; McNemar p "
          "< 0.001, mid-p < 0.001 if clips were independent\n"));
  EXPECT_THAT(text, HasSubstr("all with demo:4c | 2-fold | dev:speakers | " +
                              systems[0].run.facts.signature.hash().substr(0, 12)));
  EXPECT_THAT(text, Not(HasSubstr("forced")));
  EXPECT_THAT(comparison_text(systems, all_pairs(systems), {"validation: differs"}, 120, false),
              HasSubstr("forced: these results are not comparable"));
}

TEST(ComparisonText, MarksConstantPredictionsAndRunsBelowChance) {
  const Folder folder;
  auto constant = sample::system(folder, "constant", {1}, {0});
  for (auto& result : constant.run.results) {
    metrics::Confusion one_answer(4);
    for (std::int64_t truth = 0; truth < 4; ++truth) one_answer.add(truth, 2, 3);
    result.scores.confusion = one_answer;
  }
  const std::vector<EvaluatedRun> systems = {constant, sample::system(folder, "below", {1}, {4})};
  const auto text = comparison_text(systems, all_pairs(systems), {}, 120, false);
  EXPECT_THAT(text, HasSubstr("constant (constant predictions)"));
  EXPECT_THAT(text, HasSubstr("constant: constant predictions: every clip is taken for neutral\n"));
  EXPECT_THAT(text, HasSubstr("below (below chance)"));
  EXPECT_THAT(text, HasSubstr("below: UA is below chance (25.00)\n"));
}

TEST(ComparisonText, SaysWhereTooFewUnitsCouldSeeNothing) {
  Comparison pair;
  EXPECT_EQ(seen_text("ua", pair), "–");
  pair.detectable = 0.051;
  EXPECT_EQ(seen_text("ua", pair), "5.10");
  pair.detectable = std::numeric_limits<double>::infinity();
  EXPECT_EQ(seen_text("ua", pair), "none");
  EXPECT_EQ(seen_text("brier", pair), "none");
  pair.detectable = 4.8;  // of two folds: 480 points
  EXPECT_EQ(seen_text("ua", pair), "none");
}

TEST(ComparisonJson, HasTheNumbersOfTheText) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "worse", {1}, {2}),
                                             sample::system(folder, "better", {1}, {0})};
  const auto json = nlohmann::json::parse(comparison_json(systems, all_pairs(systems), {}));
  EXPECT_EQ(json["schema"], "serhost.compare/2");
  EXPECT_EQ(json["comparable"], true);
  const auto& pair = json["pairs"][0];
  EXPECT_EQ(pair["difference"], 0.5);
  EXPECT_EQ(pair["p"], 2.0 / 64);
  EXPECT_EQ(pair["significant"], true);
  EXPECT_EQ(pair["unit"], "speaker");
  EXPECT_EQ(pair["units"], 6);
  EXPECT_TRUE(pair["undecided"].is_null());
  EXPECT_EQ(pair["seeds"], nlohmann::json::parse("[[1, 1]]"));
  EXPECT_EQ(pair["described"]["mcnemar"]["only_second"], 12);
  EXPECT_EQ(pair["described"]["folds"]["mean"], 0.5);
  EXPECT_EQ(json["systems"][0]["summary"]["ua"]["chance"], 0.25);
}
