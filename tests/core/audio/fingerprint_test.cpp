#include "audio/fingerprint.hpp"

#include <gtest/gtest.h>

#include "altered.hpp"
#include "audio/copies.hpp"

using namespace serhost;
using namespace serhost::audio;

namespace {

std::vector<Fingerprint> fingerprints(const std::vector<Waveform>& clips) {
  std::vector<Fingerprint> out;
  for (const auto& clip : clips) out.push_back(fingerprint(clip));
  return out;
}

std::vector<Copy> copies_among(const std::vector<Waveform>& clips, std::size_t threads = 1,
                               const Wanted& wanted = {}) {
  return find_copies(fingerprints(clips), [&](std::size_t i) { return clips[i]; }, threads, wanted);
}

std::vector<std::pair<std::size_t, std::size_t>> pairs(const std::vector<Copy>& copies) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (const auto& copy : copies) out.emplace_back(copy.first, copy.second);
  return out;
}

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

}  // namespace

TEST(Fingerprint, HasAWordEvery16MillisecondsOfWhatAWindowOf128Covers) {
  EXPECT_EQ(fingerprint({std::vector<float>(1023, 0.1F), 8000}).signs.size(), 0u);
  EXPECT_EQ(fingerprint({std::vector<float>(1024, 0.1F), 8000}).signs.size(), 1u);
  // (16000 - 1024) / 128 + 1 = 118, for two seconds at any rate.
  EXPECT_EQ(fingerprint({std::vector<float>(16000, 0.1F), 8000}).signs.size(), 118u);
  EXPECT_EQ(fingerprint({std::vector<float>(32000, 0.1F), 16000}).signs.size(), 118u);
}

TEST(Fingerprint, IsTheSameAtAnyGain) {
  const auto clip = voice(1, 1, 2.0);
  auto quiet = clip;
  for (auto& x : quiet.samples) x *= 0.015625F;  // a power of two, so that no sample is rounded
  EXPECT_EQ(fingerprint(clip).signs, fingerprint(quiet).signs);
  EXPECT_EQ(fingerprint(clip).sure, fingerprint(quiet).sure);
  EXPECT_GT(fingerprint(clip).sure_bits, 1000u);
}

TEST(Limit, FallsWhereFewBitsAreCompared) {
  EXPECT_DOUBLE_EQ(limit_for(900), 0.44 - 7.5 / 30.0);  // 0.19
  EXPECT_DOUBLE_EQ(limit_for(10000), 0.2);  // 0.44 - 0.075 is more than what is ever allowed
  EXPECT_LT(limit_for(290), 0.0);
  EXPECT_LT(limit_for(0), 0.0);
}

TEST(Align, SaysByHowMuchACopyIsShifted) {
  const auto clip = voice(2, 1, 2.0);
  const auto first = fingerprint(clip), second = fingerprint(padded(clip, 0.32, 0.0));
  const auto there = align(first, second, -20);  // 0.32 s / 16 ms
  EXPECT_LT(there.differing, 0.01);
  EXPECT_TRUE(there.is_candidate());
  EXPECT_FALSE(align(first, second, 0).is_candidate());
  EXPECT_EQ(align(first, second, 100000).compared, 0u);
  EXPECT_FALSE(align(first, second, 100000).is_candidate());
}

TEST(Copies, AreFoundWhateverWasDone) {
  std::vector<Waveform> clips;
  for (std::uint64_t i = 0; i < 6; ++i)
    clips.push_back(voice(i, 1, 1.0 + 0.5 * static_cast<double>(i)));
  for (const auto& alteration : alterations()) {
    auto all = clips;
    Pairs expected;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      all.push_back(alteration.apply(clips[i]));
      expected.emplace_back(i, clips.size() + i);
    }
    EXPECT_EQ(pairs(copies_among(all)), expected) << alteration.name;
  }
}

TEST(Copies, AreNotTakesOfOneText) {
  std::vector<Waveform> clips;
  for (std::uint64_t i = 0; i < 60; ++i) clips.push_back(voice(i / 20, i, 1.5));
  EXPECT_TRUE(copies_among(clips).empty());
}

TEST(Copies, AreFoundInHalfOfALongerRecordingOrMore) {
  const auto whole = voice(3, 1, 4.0);
  EXPECT_EQ(pairs(copies_among({whole, cut(whole, 1.0, 1.5)})), (Pairs{{0, 1}}));
  // Two recordings that have a quarter of either in common are two recordings.
  EXPECT_TRUE(copies_among({cut(whole, 0.0, 1.7), cut(whole, 1.7, 0.0)}).empty());
}

TEST(Copies, AreNotMadeOfSilenceTonesOrScraps) {
  std::vector<Waveform> clips;
  for (int twice = 0; twice < 2; ++twice) {
    clips.push_back({});
    clips.push_back({{0.5F}, 16000});
    clips.push_back({std::vector<float>(32000, 0.0F), 16000});
    clips.push_back({std::vector<float>(32000, 0.25F), 16000});
    clips.push_back(voice(4, 1, 0.25));
    Waveform tone{std::vector<float>(32000), 16000};
    for (std::size_t i = 0; i < tone.samples.size(); ++i)
      tone.samples[i] = static_cast<float>(0.3 * std::sin(0.2 * static_cast<double>(i)));
    clips.push_back(tone);
    Waveform hiss{std::vector<float>(32000), 16000};
    Random random(static_cast<std::uint64_t>(twice));
    for (auto& x : hiss.samples) x = static_cast<float>(std::lround(random.normal())) / 32768.0F;
    clips.push_back(hiss);
  }
  EXPECT_TRUE(copies_among(clips).empty());
}

TEST(Copies, DependNeitherOnOrderNorOnThreads) {
  std::vector<Waveform> clips;
  for (std::uint64_t i = 0; i < 8; ++i) clips.push_back(voice(i, 1, 1.5));
  clips.push_back(amplified(clips[2], -9));
  clips.push_back(padded(clips[5], 0.4, 0.1));
  clips.push_back(noisy(clips[2], 30, 3));
  const auto forward = copies_among(clips), threaded = copies_among(clips, 3);
  EXPECT_EQ(pairs(forward), (Pairs{{2, 8}, {2, 10}, {5, 9}, {8, 10}}));
  EXPECT_EQ(pairs(threaded), pairs(forward));
  const auto n = clips.size();
  std::reverse(clips.begin(), clips.end());
  Pairs back;
  for (const auto& [a, b] : pairs(copies_among(clips))) back.emplace_back(n - 1 - b, n - 1 - a);
  std::sort(back.begin(), back.end());
  EXPECT_EQ(back, pairs(forward));
}

TEST(Copies, ThatAreNotWantedAreNotReported) {
  const auto clip = voice(5, 1, 1.5);
  EXPECT_EQ(pairs(copies_among({clip, clip, clip}, 1,
                               [](std::size_t a, std::size_t b) { return a == 0 && b == 2; })),
            (Pairs{{0, 2}}));
}

TEST(Copies, AreNotTakesAtOneTempoByOneVoice) {
  std::size_t candidates = 0;  // of 500 pairs
  for (std::uint64_t text = 0; text < 50; ++text) {
    std::vector<Waveform> takes;
    for (std::uint64_t take = 0; take < 5; ++take) takes.push_back(take_of(text, take, 1.2));
    candidates += find_candidates(fingerprints(takes)).size();
    EXPECT_TRUE(copies_among(takes).empty()) << "text " << text;
  }
  EXPECT_GT(candidates, 10U) << "fingerprints alone tell these apart: they are too easy";
}

TEST(Copies, OfWhatCannotBeReadAgainAreAnError) {
  const auto clip = voice(5, 1, 1.5);
  EXPECT_THROW(find_copies(fingerprints({clip, clip}),
                           [](std::size_t) -> Waveform { throw std::runtime_error("gone"); }),
               std::runtime_error);
}

TEST(Likeness, IsOneOfACopyAndTheSameBothWays) {
  const auto clip = voice(7, 1, 2.0), later = padded(clip, 0.32, 0.0);
  const auto there = likeness(clip, later, -20), back = likeness(later, clip, 20);
  EXPECT_NEAR(there.value, 1.0, 1e-3);
  EXPECT_EQ(there.speed, 1.0);
  EXPECT_EQ(back.value, there.value);
  EXPECT_TRUE(there.is_copy());
  EXPECT_FALSE(likeness(clip, later, 20).is_copy()) << "laid wrongly upon each other";
}

TEST(Likeness, SaysByHowMuchTheSecondIsFaster) {
  const auto clip = voice(8, 1, 2.0), fast = faster(clip, 0.02);
  const auto there = likeness(clip, fast, 0), back = likeness(fast, clip, 0);
  EXPECT_GT(there.value, 0.9);
  EXPECT_NEAR(there.speed, 1.02, 0.0026);
  EXPECT_EQ(back.value, there.value);
  EXPECT_NEAR(back.speed, 1.0 / 1.02, 0.0026);
}

TEST(Likeness, OfNothingIsNone) {
  const auto clip = voice(9, 1, 1.0);
  for (const Waveform& nothing : {Waveform{{}, 8000}, Waveform{{0.5F}, 16000},
                                  Waveform{std::vector<float>(16000, 0.0F), 16000}}) {
    EXPECT_FALSE(likeness(clip, nothing, 0).is_copy());
    EXPECT_FALSE(likeness(nothing, clip, 0).is_copy());
    EXPECT_FALSE(likeness(nothing, nothing, 0).is_copy());
  }
  EXPECT_FALSE(likeness(clip, clip, 1000000).is_copy()) << "they do not overlap";
}
