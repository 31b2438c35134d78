// What the parts of a split may not share.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/seed.hpp"
#include "builders.hpp"
#include "data/manifest/audio_fingerprints.hpp"
#include "data/protocol/folds.hpp"
#include "data/protocol/sharing.hpp"

using namespace serhost::data;
using toy::manifest;

TEST(Leaks, FindWhatTheProtocolForbids) {
  const auto m = manifest({"a x 1 1", "b y 2 1", "c x 1 2", "d y 3 2"});
  Folds made;
  made.folds.push_back({1, "fold 1", {0, 1}, {}, {2, 3}});
  EXPECT_TRUE(leaks(m, made).empty()) << "nothing is claimed";
  made.speaker_independent = true;
  ASSERT_EQ(leaks(m, made).size(), 1u);
  EXPECT_EQ(leaks(m, made)[0], "fold 1: speaker '1' is in train (1 clip) and in test (1 clip)");
  made.folds[0].test = {1, 2};
  made.session_independent = true;
  const auto found = leaks(m, made);
  ASSERT_EQ(found.size(), 4u);  // clip b; speakers 1 and 2; session 1
  EXPECT_EQ(found[0], "fold 1: clip 'b' is in train and in test");
  EXPECT_EQ(found[3], "fold 1: session '1' is in train (2 clips) and in test (1 clip)");
}

TEST(Leaks, FindTheSameSectionOfAFileUnderTwoKeys) {
  auto m = manifest({"a x 1", "b y 2", "c x 3"});
  for (auto& clip : m.clips) clip.utterance.audio = "/audio/one.wav";
  const auto set = [&](std::size_t i, double start, double end) {
    m.clips[i].utterance.start = start;
    m.clips[i].utterance.end = end;
  };
  set(0, 0, 2);
  set(1, 2, 4);
  set(2, 0.5, 2.2);
  Folds made;
  made.folds.push_back({1, "holdout", {0}, {}, {1}});
  EXPECT_TRUE(leaks(m, made).empty()) << "neighbors may touch";
  made.folds[0].test = {1, 2};  // 1.5 s of 1.7 s are in the training section too
  ASSERT_EQ(leaks(m, made).size(), 1u);
  EXPECT_EQ(leaks(m, made)[0], "fold 1 (holdout): audio '/audio/one.wav' is in train and in test");
}

TEST(Leaks, FindEqualSamplesInOtherFilesWhenAsked) {
  toy::Folder folder;
  auto m = manifest({"a x 1", "b y 2", "c x 3"});
  for (std::size_t i = 0; i < 3; ++i) {
    m.clips[i].utterance.audio = folder.path / (m.clips[i].utterance.key + ".wav");
    toy::write_wave(m.clips[i].utterance.audio, 200, i == 1 ? 5 : 0);
  }
  Folds made;
  made.folds.push_back({1, "fold 1", {0, 1}, {}, {2}});
  EXPECT_TRUE(leaks(m, made).empty());
  const auto sounds = fingerprint_clips(m, {0, 1, 2});
  ASSERT_EQ(leaks(m, made, &sounds).size(), 1u);
  EXPECT_EQ(leaks(m, made, &sounds)[0], "fold 1: samples of 'a = c' is in train and in test");
}

TEST(Leaks, OfSectionsInOneFileAreThoseOfAllPairs) {
  Random random(5);
  for (int round = 0; round < 50; ++round) {
    auto m =
        toy::manifest({"a x 1", "b x 1", "c x 1", "d x 1", "e x 1", "f x 1", "g x 1", "h x 1"});
    Folds folds;
    auto& fold = folds.folds.emplace_back();
    for (std::size_t i = 0; i < 8; ++i) {
      auto& u = m.clips[i].utterance;
      u.audio = "/long.wav";
      if (random.below(8) > 0) u.start = static_cast<double>(random.below(20));
      if (random.below(8) > 0)
        u.end = u.start.value_or(0.0) + 1.0 + static_cast<double>(random.below(6));
      if (random.below(3) == 0) u.channel = static_cast<std::int64_t>(random.below(2));
      (random.below(2) == 0 ? fold.train : fold.test).push_back(i);
    }
    std::size_t in_train = 0, in_test = 0;
    const auto overlaps = [&](std::size_t a, const Indices& others) {
      return std::ranges::any_of(others, [&](std::size_t b) {
        return sections_overlap(m.clips[a].utterance, m.clips[b].utterance);
      });
    };
    for (const auto i : fold.train) in_train += overlaps(i, fold.test) ? 1 : 0;
    for (const auto i : fold.test) in_test += overlaps(i, fold.train) ? 1 : 0;
    std::size_t found_train = 0, found_test = 0;
    for (const auto& found : find_sharing(m, folds)) {
      if (found.kind != Shared::audio || found.second != "test") continue;
      found_train += found.in_first;
      found_test += found.in_second;
    }
    EXPECT_EQ(found_train, in_train) << "round " << round;
    EXPECT_EQ(found_test, in_test) << "round " << round;
  }
}
