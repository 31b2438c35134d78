// Gains worked out by hand: 20 dB are a factor of 10.
#include <algorithm>
#include <cmath>
#include <random>
#include <serhost/testing/augment.hpp>
#include <string>
#include <vector>

namespace {

using serhost::Waveform;
using serhost::testing::applied;
using serhost::testing::make_augment;

const std::vector<float> kClip = {0.5F, -0.25F, 0.0F, 1.0F};

std::vector<float> scaled(float factor) {
  std::vector<float> out;
  for (const auto sample : kClip) out.push_back(sample * factor);
  return out;
}

std::vector<float> louder(const std::vector<std::string>& options, std::uint64_t seed = 1) {
  return applied(*make_augment("gain", options), {kClip, 16000}, seed).samples;
}

TEST(Gain, KeepsWhatEveryAugmentationPromises) {
  serhost::testing::expect_augment_conforms("gain");
  serhost::testing::expect_augment_conforms("gain", {"low=-60.0", "high=60.0"});
}

TEST(Gain, IsAFactorOfTenForTwentyDecibels) {
  EXPECT_EQ(louder({"low=20.0", "high=20.0"}),
            scaled(10.0F));  // beyond [-1, 1]: nothing is clipped
  EXPECT_EQ(louder({"low=-20.0", "high=-20.0"}), scaled(0.1F));
  EXPECT_EQ(louder({"low=0.0", "high=0.0"}), kClip);
}

TEST(Gain, IsDrawnUniformlyInDecibels) {
  for (const std::uint64_t seed : {1U, 2U, 77U}) {
    std::mt19937_64 random(seed);
    const auto decibel = std::uniform_real_distribution<double>(-12.0, 3.0)(random);
    EXPECT_EQ(louder({"low=-12.0", "high=3.0"}, seed),
              scaled(static_cast<float>(std::pow(10.0, decibel / 20.0))));
  }
  double lowest = 100.0, highest = -100.0, sum = 0.0;
  constexpr int kDraws = 400;
  for (int seed = 0; seed < kDraws; ++seed) {
    const auto decibel =
        20.0 * std::log10(louder({"low=-12.0", "high=4.0"}, static_cast<std::uint64_t>(seed))[3]);
    lowest = std::min(lowest, decibel);
    highest = std::max(highest, decibel);
    sum += decibel;
  }
  EXPECT_GE(lowest, -12.0 - 1e-4);
  EXPECT_LE(highest, 4.0 + 1e-4);
  EXPECT_LT(lowest, -11.5);
  EXPECT_GT(highest, 3.5);
  EXPECT_NEAR(sum / kDraws, -4.0, 1.0);  // the standard error is 0.23
}

TEST(Gain, RepeatsByItsStreamAlone) {
  EXPECT_EQ(louder({}, 5), louder({}, 5));
  EXPECT_NE(louder({}, 5), louder({}, 6));
}

TEST(Gain, LeavesASilentClipAndTheRateAsTheyAre) {
  const std::vector<float> silence(100, 0.0F);
  const auto after = applied(*make_augment("gain"), {silence, 8000}, 1);
  EXPECT_EQ(after.samples, silence);
  EXPECT_EQ(after.sample_rate, 8000);
}

TEST(Gain, RefusesBoundsThatAreTheWrongWayRound) {
  try {
    make_augment("gain", {"low=3.0", "high=-3.0"});
    FAIL() << "must throw";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("low is above high"), std::string::npos)
        << error.what();
  }
}

}  // namespace
