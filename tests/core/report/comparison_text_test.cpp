// What comparisons print for people and for programs.
#include "report/comparison_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "core/report/compared.hpp"
#include "core/report/made_systems.hpp"
#include "core/report/systems.hpp"
#include "report/comparison_words.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using compared::all_pairs;
using sample::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

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
  EXPECT_THAT(text, HasSubstr("below: UA is below chance (25.00), WA (25.00)"));
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

TEST(ComparisonText, ByForceDecidesNothing) {
  // Two systems that differ by half a point in either direction: equivalent within two points.
  const std::vector<EvaluatedRun> systems = made::nearly_equal();
  auto found = all_pairs(systems);
  EXPECT_THAT(comparison_text(systems, found, {}, 120, false),
              HasSubstr("TOST, ±2 points: established (p "));
  found.comparable = false;
  found.effects = metrics::Effects{};
  const auto forced = comparison_text(systems, found, {"corpus: differs"}, 120, false);
  EXPECT_THAT(forced, HasSubstr("TOST, ±2 points: not comparable, so nothing is decided (p "));
  EXPECT_THAT(forced, Not(HasSubstr("established")));
  EXPECT_THAT(forced, Not(HasSubstr("of the variance")));
}

TEST(ComparisonText, OfUnequalSeedsEndsWithWhoHasWhich) {
  const Folder folder;
  const auto seeds = [](const std::string& count) {
    return [count](RunFacts& facts) { facts.signature.label += " | seeds:" + count; };
  };
  const std::vector<EvaluatedRun> systems = {
      sample::system(folder, "three", {1, 2, 3}, {4, 1, 1}, seeds("3")),
      sample::system(folder, "one", {2}, {1}, seeds("1"))};
  const auto hash = systems[0].run.facts.signature.hash().substr(0, 12);
  EXPECT_THAT(
      comparison_text(systems, all_pairs(systems), {}, 120, false),
      ::testing::EndsWith("\nthree (seeds:3) and one (seeds:1), all with demo:4c | 2-fold | "
                          "dev:speakers | " +
                          hash + "\n"));
  const std::vector<EvaluatedRun> alike = {systems[0], systems[0]};
  EXPECT_THAT(
      comparison_text(alike, all_pairs(alike), {}, 120, false),
      ::testing::EndsWith("\nall with demo:4c | 2-fold | dev:speakers | seeds:3 | " + hash + "\n"));
}

TEST(ComparisonText, ATableOfLinesSaysWhichQuantityALineIsOf) {
  // Five systems are ten pairs, too many to be told in full: pooled values stand above them.
  const auto two = made::opposed();
  const std::vector<EvaluatedRun> systems = {two[0], two[1], two[0], two[1], two[0]};
  const auto text = comparison_text(systems, all_pairs(systems), {}, 160, false);
  EXPECT_THAT(text, HasSubstr("-30.00 (mean of folds)"));
  EXPECT_THAT(text, HasSubstr("not marked"));
  EXPECT_THAT(text, Not(HasSubstr("second − first  +33.33")));
}
