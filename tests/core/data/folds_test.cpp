#include "data/protocol/folds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "builders.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::HasSubstr;
using toy::faults_of;
using toy::folds;
using toy::manifest;
using toy::protocol;
using toy::Set;
using toy::set_of;
using toy::speakers;

namespace {

bool share(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& name) { return b.contains(name); });
}

/// Parts are ascending, disjoint and cover every clip.
void expect_partition(const Manifest& m, const Fold& fold) {
  for (const auto* part : {&fold.train, &fold.validation, &fold.test})
    EXPECT_TRUE(std::is_sorted(part->begin(), part->end()));
  auto all = set_of(fold.train);
  all.insert(fold.validation.begin(), fold.validation.end());
  all.insert(fold.test.begin(), fold.test.end());
  EXPECT_EQ(all.size(), m.clips.size());
  EXPECT_EQ(fold.train.size() + fold.validation.size() + fold.test.size(), m.clips.size());
}

struct Case {
  std::string name;
  bool by_speaker, stratify;
};

class EveryProtocol : public ::testing::TestWithParam<Case> {};

}  // namespace

TEST_P(EveryProtocol, GivesDisjointPartsThatCoverAllAndRepeatsItself) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    auto corpus = toy::random_corpus(seed, 4 + seed, 2 + seed % 4);
    const auto m = toy::manifest_from(corpus);
    auto table = protocol(GetParam().name);
    if (!GetParam().by_speaker) table.unit = "clip";
    table.stratify = GetParam().stratify;
    table.k = 4;
    const auto made = folds(m, table, static_cast<std::int64_t>(seed));
    std::multiset<std::size_t> tested;
    for (const auto& fold : made.folds) {
      expect_partition(m, fold);
      EXPECT_FALSE(fold.validation.empty());
      tested.insert(fold.test.begin(), fold.test.end());
      // Validation is by speaker unless told otherwise, and no claim is made for single clips.
      EXPECT_FALSE(share(speakers(m, fold.train), speakers(m, fold.validation)));
      if (made.speaker_independent) {
        EXPECT_FALSE(share(speakers(m, fold.train), speakers(m, fold.test)));
        EXPECT_FALSE(share(speakers(m, fold.validation), speakers(m, fold.test)));
      }
    }
    EXPECT_EQ(made.speaker_independent, GetParam().by_speaker);
    if (GetParam().name != "holdout") {
      EXPECT_EQ(tested.size(), m.clips.size()) << "every clip is tested once";
      EXPECT_EQ(Set(tested.begin(), tested.end()).size(), m.clips.size());
    }
    if (made.speaker_independent) { EXPECT_EQ(leaks(m, made), std::vector<std::string>{}); }

    const auto text = folds_csv(m, made);
    EXPECT_EQ(text, folds_csv(m, folds(m, table, static_cast<std::int64_t>(seed))));
    Random(seed).shuffle(corpus);
    const auto other_order = toy::manifest_from(corpus);
    EXPECT_EQ(text,
              folds_csv(other_order, folds(other_order, table, static_cast<std::int64_t>(seed))));
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryProtocol,
                         ::testing::Values(Case{"holdout", true, false},
                                           Case{"holdout", true, true}, Case{"k-fold", true, false},
                                           Case{"k-fold", true, true}, Case{"k-fold", false, false},
                                           Case{"k-fold", false, true},
                                           Case{"holdout", false, false},
                                           Case{"holdout", false, true},
                                           Case{"leave-one-speaker-out", true, false},
                                           Case{"leave-one-session-out", true, false}),
                         [](const auto& tested) {
                           auto name = tested.param.name +
                                       (tested.param.by_speaker ? "_by_speaker" : "_by_clip") +
                                       (tested.param.stratify ? "_stratified" : "");
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Folds, DifferentSeedsDrawDifferentParts) {
  const auto m = toy::manifest_from(toy::random_corpus(1, 12, 3));
  EXPECT_NE(folds_csv(m, folds(m, protocol("holdout"), 0)),
            folds_csv(m, folds(m, protocol("holdout"), 1)));
  EXPECT_NE(folds_csv(m, folds(m, protocol("k-fold"), 0)),
            folds_csv(m, folds(m, protocol("k-fold"), 1)));
}

TEST(Holdout, TakesTheShareOfTheSpeakers) {
  const auto m = toy::manifest_from(toy::random_corpus(3, 10, 2));
  auto table = protocol("holdout", "none");
  table.test = 0.3;
  const auto made = folds(m, table);
  ASSERT_EQ(made.folds.size(), 1u);
  EXPECT_EQ(speakers(m, made.folds[0].test).size(), 3u);  // 0.3 * 10
  EXPECT_EQ(speakers(m, made.folds[0].train).size(), 7u);
  EXPECT_EQ(made.folds[0].name, "holdout");
}

TEST(Holdout, StratifiedByClipKeepsTheClassShares) {
  std::vector<std::string> lines;
  for (int i = 0; i < 80; ++i) lines.push_back("a" + std::to_string(100 + i) + " common");
  for (int i = 0; i < 20; ++i) lines.push_back("b" + std::to_string(100 + i) + " rare");
  const auto m = manifest(lines);
  auto table = protocol("holdout", "none");
  table.stratify = true;
  const auto test = folds(m, table).folds[0].test;
  // 0.25 * 100 clips: 20 of the 80 and 5 of the 20.
  EXPECT_EQ(test.size(), 25u);
  EXPECT_EQ(std::count_if(test.begin(), test.end(),
                          [&](auto i) {
                            return m.classes[static_cast<std::size_t>(m.clips[i].label)] == "rare";
                          }),
            5);
}

TEST(Holdout, SaysWhichClassIsNeverTested) {
  std::vector<std::string> lines = {"z rare s1"};
  for (int i = 0; i < 20; ++i)
    lines.push_back("a" + std::to_string(100 + i) + (i % 2 == 0 ? " x" : " y") + " s" +
                    std::to_string(i % 5));
  const auto m = manifest(lines);
  auto table = protocol("holdout", "none");
  std::size_t untested = 0;
  for (std::int64_t seed = 0; seed < 8; ++seed) {
    Faults faults;
    const auto made = make_folds(m, table, seed, faults);
    if (!faults.empty()) continue;  // where s1 is tested, nothing of its class is left to learn
    ++untested;
    EXPECT_THAT(untested_warning(m, made), HasSubstr("no clip of class 'rare' is tested"));
  }
  EXPECT_GT(untested, 0u);
  auto three = protocol("k-fold", "none");
  three.k = 3;
  const auto small = manifest({"a x s1", "b y s1", "c x s2", "d y s2", "e x s3", "f y s3"});
  EXPECT_EQ(untested_warning(small, folds(small, three)), "");
}

TEST(Holdout, UnknownSpeakersSayHowTheyAreGiven) {
  const auto m = manifest({"a x", "b x", "c y", "d y", "e x", "f y", "g x", "h y"});
  for (const auto* name : {"leave-one-speaker-out", "leave-one-session-out"}) {
    const auto text = faults_of(m, protocol(name));
    const auto key = text.find("dataset.columns"), others = text.find("holdout and k-fold");
    EXPECT_NE(others, std::string::npos) << text;
    EXPECT_LT(key, others) << text;
  }
  auto table = protocol("k-fold", "speakers");
  table.k = 2;
  EXPECT_THAT(faults_of(m, table), HasSubstr("dataset.speaker"));
}

TEST(Holdout, WithoutSpeakersDrawsClipsAndSaysSo) {
  const auto m = manifest({"a x", "b x", "c y", "d y", "e x", "f y", "g x", "h y"});
  auto table = protocol("holdout");
  const auto made = folds(m, table);
  EXPECT_FALSE(made.speaker_independent);
  EXPECT_EQ(made.validation, "random 0.2 (speakers unknown)");
  ASSERT_EQ(made.notes.size(), 2u);
  EXPECT_THAT(made.notes[0], HasSubstr("the speaker of 8 of 8 clips is unknown"));
  table.unit = "speaker";
  EXPECT_THAT(faults_of(m, table), HasSubstr("Use unit = \"clip\""));
}

TEST(Holdout, LeavesAClassInTrainWherePossible) {
  // Only speaker 1 has class y; whoever is drawn, it must not be speaker 1.
  const auto m = manifest({"a x 1", "b y 1", "c x 2", "d x 3", "e x 4"});
  for (std::int64_t seed = 0; seed < 20; ++seed) {
    const auto made = folds(m, protocol("holdout", "none"), seed);
    EXPECT_FALSE(speakers(m, made.folds[0].test).contains("1"));
  }
}

TEST(KFold, DealsSpeakersEvenly) {
  const auto m = toy::manifest_from(toy::random_corpus(5, 11, 2));
  auto table = protocol("k-fold", "none");
  table.k = 3;
  std::multiset<std::size_t> sizes;
  for (const auto& fold : folds(m, table).folds) sizes.insert(speakers(m, fold.test).size());
  EXPECT_EQ(sizes, (std::multiset<std::size_t>{3, 4, 4}));
}

TEST(KFold, StratifiedByClipHasEqualClassCounts) {
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i)
    lines.push_back("a" + std::to_string(100 + i) + (i < 10 ? " rare" : " common"));
  const auto m = manifest(lines);
  auto table = protocol("k-fold", "none");
  table.stratify = true;
  for (const auto& fold : folds(m, table).folds) {
    EXPECT_EQ(fold.test.size(), 8u);  // 40 / 5
    EXPECT_EQ(std::count_if(fold.test.begin(), fold.test.end(),
                            [&](auto i) { return m.clips[i].label == 1; }),
              2);  // 10 / 5
  }
}

TEST(KFold, NeedsAsManySpeakersAsFolds) {
  auto table = protocol("k-fold");
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 1", "c x 2", "d y 3"}), table),
              HasSubstr("needs at least 5 speakers; the data has 3"));
}

TEST(Folds, AnUnknownProtocolAndAnEmptyManifestAreFaults) {
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 2"}), protocol("jackknife")),
              HasSubstr("Known: holdout"));
  EXPECT_THAT(faults_of(Manifest{}, protocol("holdout")), HasSubstr("there are no clips"));
}

TEST(Folds, OnlySomeAreWhatTheyAreAmongAll) {
  const auto m = toy::manifest_from(toy::random_corpus(3, 8, 3));
  for (const auto* name : {"k-fold", "leave-one-speaker-out", "leave-one-session-out"}) {
    auto table = protocol(name);
    table.k = 4;
    const auto all = folds(m, table, 7);
    table.folds = {4, 2};
    const auto some = folds(m, table, 7);
    ASSERT_EQ(some.folds.size(), 2u) << name;
    EXPECT_EQ(some.left_out.size(), all.folds.size() - 2) << name;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& whole = all.folds[2 * i + 1];
      EXPECT_EQ(some.folds[i].number, whole.number);
      EXPECT_EQ(some.folds[i].name, whole.name);
      EXPECT_EQ(some.folds[i].train, whole.train);
      EXPECT_EQ(some.folds[i].validation, whole.validation);
      EXPECT_EQ(some.folds[i].test, whole.test);
    }
    EXPECT_EQ(some.validation, all.validation);
    EXPECT_EQ(some.speaker_independent, all.speaker_independent);
  }
  auto table = protocol("leave-one-session-out");
  table.folds = {5, 1};
  EXPECT_THAT(
      faults_of(m, table),
      HasSubstr("protocol 'leave-one-session-out': folds names fold 5, but there are 4 folds"));
}

TEST(FoldsCsv, HasOneLineAClipAndFoldEvenWhereValidationIsTest) {
  const auto m = manifest({"a,1 x 1", "b y 1", "c x 2", "d y 2"});
  const auto made = folds(m, protocol("leave-one-speaker-out", "test"));
  EXPECT_EQ(folds_csv(m, made),
            "key,fold,part,speaker\n\"a,1\",1,test,1\nb,1,test,1\nc,1,train,2\nd,1,train,2\n"
            "\"a,1\",2,train,1\nb,2,train,1\nc,2,test,2\nd,2,test,2\n");
}
