// Several folders that hold one experiment together, and what is refused to be put together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "core/report/compared.hpp"
#include "core/report/systems.hpp"
#include "run/evaluated_run.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using compared::fault_of;
using sample::finish_run;
using sample::Folder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

TEST(Joined, SeedsOfAChangedCorpusAreNotPutTogether) {
  // The keys of both are the same; what lay in the corpus's folder was not.
  const Folder folder;
  const auto of = [&](const std::string& name, std::int64_t seed, const std::string& corpus) {
    return sample::system(folder, name, {seed}, {1}, [&](RunFacts& facts) {
      facts.signature.fields.emplace(facts.signature.fields.begin() + 1, "corpus", corpus);
    });
  };
  EXPECT_THAT(
      fault_of(Exit::failed,
               [&] {
                 merge_by_seed({of("before", 1, "24 clips, 1f"), of("after", 2, "24 clips, 2e")});
               }),
      AllOf(HasSubstr((folder / "before").string() + " and " + (folder / "after").string()),
            HasSubstr("corpus is \"24 clips, 1f\" and \"24 clips, 2e\"")));
  EXPECT_EQ(
      merge_by_seed({of("one", 1, "24 clips, 1f"), of("two", 2, "24 clips, 1f")}).seeds.size(), 2u);
}

TEST(Joined, WhatIsSaidOfOneFoldIsSaidOfTheWhole) {
  // Only the second fold has a long test clip, and tests somebody it was trained on.
  const Folder folder;
  std::vector<EvaluatedRun> parts;
  for (const std::int64_t number : {1, 2}) {
    const auto place = folder / ("part" + std::to_string(number));
    finish_run(place, "part", {1}, {1},
               [&](RunFacts& facts) {
                 facts.test_speakers = number == 1 ? TestSpeakers::others : TestSpeakers::shared;
                 facts.signature.fields.emplace_back(
                     "cropping", number == 1 ? "none" : "test clips cut to their middle 3 s");
                 facts.signature.label += number == 1 ? "" : " | cut:3 s | speaker-dependent";
                 facts.signature.label += " | seeds:1";
               },
               {number});
    parts.push_back(read_evaluated_run(place));
  }
  const auto whole = merge_by_seed(parts).run.facts;
  EXPECT_EQ(whole.test_speakers, TestSpeakers::shared);
  EXPECT_EQ(*whole.signature.find("cropping"), "test clips cut to their middle 3 s");
  EXPECT_EQ(whole.signature.label,
            "demo:4c | 2-fold | dev:speakers | cut:3 s | speaker-dependent | seeds:1");
}
