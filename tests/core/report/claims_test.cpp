// What docs/comparing.md says that a printed number means, on planted tables that would show it
// were it false.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/report/compared.hpp"
#include "core/report/made_systems.hpp"
#include "core/report/systems.hpp"
#include "report/chance.hpp"
#include "report/comparison_text.hpp"
#include "report/grid.hpp"
#include "report/report.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using compared::all_pairs;
using sample::Folder;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// Four systems whose six speakers differ in different ways.
std::vector<EvaluatedRun> four_systems(const Folder& folder) {
  return {sample::system_of_speakers(folder, "a", {1}, {{2, 2, 3, 2, 2, 3}}),
          sample::system_of_speakers(folder, "b", {1}, {{0, 1, 0, 1, 0, 0}}),
          sample::system_of_speakers(folder, "c", {1}, {{2, 1, 3, 2, 3, 3}}),
          sample::system_of_speakers(folder, "d", {1}, {{1, 2, 2, 2, 1, 3}})};
}

/// Eight speakers of ten clips, of whom the first alone has the two clips of class 2.
std::vector<EvaluatedRun> a_class_of_one_speaker() {
  std::vector<EvaluatedRun> out = {made::system("first"), made::system("second")};
  for (const bool second : {false, true}) {
    EvaluatedSeed seed{1, {}, {}, {}};
    for (int speaker = 0; speaker < 8; ++speaker) {
      made::add(seed, 1, 0, 5, 3);
      made::add(seed, 1, 1, 5, (second ? 4 : 2) + (speaker % 2));
      for (int clip = 0; clip < 10; ++clip)
        seed.outcomes.speakers.push_back("speaker " + std::to_string(speaker));
    }
    seed.outcomes.classes = 3;
    seed.outcomes.truth[0] = seed.outcomes.truth[1] = 2;
    out[second ? 1 : 0].seeds.push_back(seed);
  }
  return out;
}

}  // namespace

TEST(Claims, WithMoreComparisonsPStaysAndHolmGrows) {
  const Folder folder;
  const auto all = four_systems(folder);
  const auto alone = all_pairs({all[0], all[1]}).pairs[0];
  const auto table = all_pairs(all);
  ASSERT_EQ(table.pairs.size(), 6u);
  const auto& same = table.pairs[0];
  EXPECT_DOUBLE_EQ(alone.p, alone.adjusted);
  EXPECT_DOUBLE_EQ(same.p, alone.p);
  for (const auto& other : table.pairs) ASSERT_GE(other.p, same.p) << "the smallest is looked at";
  EXPECT_DOUBLE_EQ(same.adjusted, std::min(1.0, 6 * same.p)) << "among six it counts six times";
  const auto against = compare(all, pairs_of(4, 0), {}).pairs[0];
  EXPECT_DOUBLE_EQ(against.adjusted, std::min(1.0, 3 * same.p)) << "--against: three of them";
}

TEST(Claims, DetectableIsAtTheLevelOfTheWholeTable) {
  const Folder folder;
  const auto all = four_systems(folder);
  const auto pair = all_pairs(all).pairs[0];
  const auto& estimate = pair.differences.at("ua").estimate;
  EXPECT_DOUBLE_EQ(pair.detectable.value(),
                   metrics::detectable_difference(estimate, 0.05 / 6).value());
  EXPECT_GT(pair.detectable.value(), all_pairs({all[0], all[1]}).pairs[0].detectable.value());
}

TEST(Claims, EquivalenceIsNotCorrectedOverTheTable) {
  const Folder folder;
  const auto all = four_systems(folder);
  EXPECT_DOUBLE_EQ(all_pairs(all).pairs[0].equivalence.value().p,
                   all_pairs({all[0], all[1]}).pairs[0].equivalence.value().p);
}

TEST(Claims, ChanceOfUaIsOneOverTheClassesThatWereTested) {
  // Of four classes three are tested: who answers with one of them has a third, not a quarter.
  const Folder folder;
  auto system = sample::system(folder, "a", {1}, {0});
  for (auto& result : system.run.results) {
    metrics::Confusion counts(4);
    counts.add(0, 0, 6);
    counts.add(1, 0, 3);
    counts.add(2, 0, 3);
    result.scores.confusion = counts;
  }
  EXPECT_DOUBLE_EQ(chance_level(system.run, "ua"), 1.0 / 3);
  EXPECT_DOUBLE_EQ(chance_level(system.run, "wa"), 0.5) << "the share of the largest";
  system.run.summary["ua"].pooled = 1.0 / 3;
  EXPECT_EQ(mark_of_chance(system.run, "ua"), "constant predictions") << "at chance, not below";
  system.run.summary["ua"].pooled = 0.33;
  EXPECT_EQ(mark_of_chance(system.run, "ua"), "constant predictions, below chance");
}

TEST(Claims, AClassOfOneSpeakerIsNotTestedAndTheLineSaysWhy) {
  const auto systems = a_class_of_one_speaker();
  const auto found = all_pairs(systems);
  EXPECT_FALSE(found.pairs[0].is_decided());
  EXPECT_EQ(found.pairs[0].undecided, "all clips of a class are of one speaker");
  EXPECT_THAT(found.notes,
              ::testing::ElementsAre(
                  "1 of 1 comparison not tested: all clips of a class are of one speaker"));
  const auto text = comparison_text(systems, found, {}, 120, false);
  EXPECT_THAT(text, Not(HasSubstr("too few speakers"))) << "there are eight";
  EXPECT_THAT(text, Not(HasSubstr("fewer than 6")));
}

TEST(Claims, WhereEveryClipIsASpeakerTheMarkIsDoubted) {
  auto systems = a_class_of_one_speaker();
  for (auto& system : systems) {
    auto& clips = system.seeds[0].outcomes;
    clips.truth[0] = clips.truth[1] = 0;
    for (std::size_t i = 0; i < clips.size(); ++i) clips.speakers[i] = "clip " + std::to_string(i);
  }
  EXPECT_THAT(all_pairs(systems).notes,
              Contains(HasSubstr("the 80 test clips have 80 speakers: nearly every clip is called "
                                 "a speaker of its own")));
}

TEST(Claims, AForcedReportMarksNothingInAnyFormat) {
  const Folder folder;
  auto plain = sample::system(folder, "plain", {1}, {2},
                              [](RunFacts& facts) { facts.loss = "cross_entropy"; });
  auto starred = sample::system(folder, "starred", {1}, {0}, [](RunFacts& facts) {
    facts.validation_is_test = true;
    facts.test_speakers = TestSpeakers::shared;
    facts.signature.fields[1].second = "test";
  });
  const auto honest = sample::system(folder, "honest", {1}, {0});
  EXPECT_THAT(grid_csv(make_grid({plain, honest}, {})), HasSubstr(",yes,"));
  const auto grid = make_grid({plain, starred}, {});
  ASSERT_FALSE(grid.reasons.empty());
  EXPECT_FALSE(grid.comparisons.comparable);
  const auto csv = grid_csv(grid);
  EXPECT_THAT(csv, Not(HasSubstr(",yes,")));
  EXPECT_THAT(csv, Not(HasSubstr(",no,"))) << "it is not decided either";
}

TEST(Claims, ACsvLineOfAnotherQuantityCarriesItsStamp) {
  const Folder folder;
  const auto stamped = sample::system(folder, "stamped", {1}, {0}, [](RunFacts& facts) {
    facts.validation_is_test = true;
    facts.test_speakers = TestSpeakers::shared;
  });
  const auto csv = grid_csv(make_grid({stamped}, {}));
  EXPECT_THAT(csv, HasSubstr(",signature,folders,stamp\n"));
  EXPECT_THAT(csv, HasSubstr("speaker-dependent: people who are tested were trained on"));
  EXPECT_THAT(csv, HasSubstr("selected on test"));
}

TEST(Claims, APageOverTwoCorporaHasNotTheSignatureOfTheFirst) {
  const Folder folder;
  auto a = sample::system(folder, "a", {1}, {0}), b = sample::system(folder, "b", {1}, {2});
  a.run.facts.signature.fields = {{"task", "classification"}, {"corpus", "339 clips, 1"}};
  a.run.facts.signature.label = "emodb:4c | 2-fold | seeds:3";
  b.run.facts.signature.fields = {{"task", "classification"}, {"corpus", "5531 clips, 2"}};
  b.run.facts.signature.label = "iemocap:4c | 2-fold | seeds:1";
  GridOptions options;
  options.rows = "dataset";
  EXPECT_EQ(report_of(make_grid({a, b}, options), "both").signature, "");
}
