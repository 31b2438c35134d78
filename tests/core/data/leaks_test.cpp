// What the parts of a split may not share.
#include <gtest/gtest.h>

#include "builders.hpp"
#include "data/manifest/audio_fingerprints.hpp"
#include "data/protocol/folds.hpp"

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
