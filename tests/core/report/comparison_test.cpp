// Comparisons of made-up systems whose answers are known: six speakers, four clips each, two folds
// of three speakers.
#include "report/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
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
  EXPECT_EQ(pair.seeds, 2u);
  EXPECT_EQ(pair.p, 1.0);
  EXPECT_FALSE(found.is_significant(pair));
  EXPECT_EQ(pair.mcnemar->only_first + pair.mcnemar->only_second, 0u);
}

TEST(Comparison, WhereEverySpeakerDiffersHasTheSmallestPThatSixSpeakersAllow) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "worse", {1}, {2}),
                                             sample::system(folder, "better", {1}, {0})};
  const auto found = all_pairs(systems);
  const auto& pair = found.pairs[0];
  const auto& ua = pair.differences.at("ua");
  EXPECT_DOUBLE_EQ(ua.second - ua.first, 0.5);  // 1 - 2/4
  EXPECT_DOUBLE_EQ(pair.p, 2.0 / 64);  // all 2^6 swaps; only none and all of them are as far
  EXPECT_THAT(pair.test, HasSubstr("permutation test, paired, over 6 speakers, all swaps"));
  EXPECT_TRUE(found.is_significant(pair));
  EXPECT_EQ(pair.mcnemar->only_second, 12u);  // two clips of each of six speakers
  EXPECT_EQ(pair.mcnemar->only_first, 0u);
  EXPECT_EQ(pair.unit, "fold");
  EXPECT_THAT(pair.by_unit, ElementsAre(0.5, 0.5));
  EXPECT_EQ(pair.seen_by, "6 speakers");
  EXPECT_NEAR(pair.detectable.value(), 0.0, 1e-12);  // every speaker says the same
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
    EXPECT_TRUE(std::isinf(pair.detectable.value()));
  }
  // 3 * 2 / 2^6 = 0.094: with so few speakers no difference can be significant among three, and it
  // says so.
  ASSERT_FALSE(found.notes.empty());
  EXPECT_THAT(found.notes[0],
              HasSubstr("with 6 speakers no p is below 0.03125, so that of 3 comparisons no "
                        "difference, however large, can be significant"));
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

TEST(Comparison, PairsTheSeedsThatBothHave) {
  const Folder folder;
  // Seeds 2 and 3 are common, where both are alike; seed 1 of the first and 4 of the second are
  // not.
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1, 2, 3}, {4, 1, 1}),
                                             sample::system(folder, "b", {2, 3, 4}, {1, 1, 0})};
  const auto found = all_pairs(systems);
  EXPECT_EQ(found.pairs[0].seeds, 2u);
  EXPECT_EQ(found.pairs[0].differences.at("ua").first, found.pairs[0].differences.at("ua").second);
  EXPECT_THAT(found.notes, ElementsAre(HasSubstr("different seeds")));
}

TEST(Comparison, WithoutSpeakersTakesClipsAsIndependentAndSaysSo) {
  const Folder folder;
  std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1}, {2}),
                                       sample::system(folder, "b", {1}, {0})};
  for (auto& system : systems) {
    for (auto& speaker : system.seeds[0].outcomes.speakers) speaker.reset();
  }
  const auto found = all_pairs(systems);
  EXPECT_TRUE(found.pairs[0].clips_as_units);
  EXPECT_DOUBLE_EQ(found.pairs[0].p,
                   std::pow(2.0, -12));  // mid-p of 12 : 0 is 2 * (1/2)^12 - (1/2)^12
  EXPECT_THAT(found.notes, ElementsAre(HasSubstr("assumes that clips are independent")));
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
  const auto whole = sample::system(folder, "whole", {1, 2}, {1, 2});
  std::vector<EvaluatedRun> parts;
  for (const std::int64_t seed : {2, 1}) {
    for (const std::int64_t number : {1, 2}) {
      const auto name = "part-" + std::to_string(seed) + "-" + std::to_string(number);
      finish_run(folder / name, "whole", {seed}, {static_cast<int>(seed)},
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
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "worse", {1}, {2}),
                                             sample::system(folder, "better", {1}, {0})};
  const auto text = comparison_text(systems, all_pairs(systems), {}, 120, false);
  EXPECT_LT(text.find("better "), text.find("worse "));  // in the order of the metric
  EXPECT_THAT(
      text,
      HasSubstr(
          "better − worse: +50.00 points of UA, 95 % CI +50.00 … +50.00\n"
          "  permutation test      p 0.031, Holm 0.031: significant (paired, over 6 speakers, "
          "all swaps)\n"
          "  over folds            Wilcoxon p 0.500, sign flips p 0.500 (2 folds)\n"
          "  McNemar               right in only the first 0, only the second 12; p < 0.001, "
          "mid-p < 0.001 (clips as independent)\n"
          "  equivalence           TOST, ±2 points: not established (p 1.000)\n"
          "  detectable            0.00 points of UA at 80 % power (6 speakers)\n"));
  EXPECT_THAT(text, HasSubstr("all with demo:4c | 2-fold | dev:speakers | " +
                              systems[0].run.facts.signature.hash().substr(0, 12)));
  EXPECT_THAT(text, Not(HasSubstr("forced")));
  EXPECT_THAT(comparison_text(systems, all_pairs(systems), {"validation: differs"}, 120, false),
              HasSubstr("forced: these results are not comparable"));
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
  EXPECT_EQ(json["schema"], "serhost.compare/1");
  EXPECT_EQ(json["comparable"], true);
  const auto& pair = json["pairs"][0];
  EXPECT_EQ(pair["difference"], 0.5);
  EXPECT_EQ(pair["p"], 2.0 / 64);
  EXPECT_EQ(pair["survives"], true);
  EXPECT_EQ(pair["mcnemar"]["only_second"], 12);
}
