// Comparisons of made-up systems whose answers are known: six speakers, four clips each, two folds
// of three speakers.
#include "report/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/report/compared.hpp"
#include "core/report/made_systems.hpp"
#include "core/report/systems.hpp"
#include "report/comparison_text.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using compared::all_pairs;
using compared::fault_of;
using sample::finish_run;
using sample::Folder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

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
