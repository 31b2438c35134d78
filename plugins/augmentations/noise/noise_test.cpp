// The level of the noise against the signal, worked out by hand and taken from what comes out.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <serhost/testing/augment.hpp>
#include <string>
#include <vector>

namespace {

using serhost::testing::applied;
using serhost::testing::make_augment;

double power(const std::vector<float>& samples) {
  double sum = 0.0;
  for (const auto sample : samples) sum += static_cast<double>(sample) * sample;
  return sum / static_cast<double>(samples.size());
}

std::vector<float> noisy(const std::vector<float>& clip, const std::vector<std::string>& options,
                         std::uint64_t seed = 1) {
  return applied(*make_augment("noise", options), {clip, 16000}, seed).samples;
}

std::vector<float> difference(const std::vector<float>& a, const std::vector<float>& b) {
  std::vector<float> out;
  for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] - b[i]);
  return out;
}

std::vector<float> tone(float amplitude, std::size_t samples = 16000) {
  std::vector<float> out;
  for (std::size_t i = 0; i < samples; ++i)
    out.push_back(amplitude * static_cast<float>(std::sin(2.0 * std::numbers::pi * 440.0 *
                                                          static_cast<double>(i) / 16000.0)));
  return out;
}

double snr_of(const std::vector<float>& clip, const std::vector<float>& after) {
  return 10.0 * std::log10(power(clip) / power(difference(after, clip)));
}

TEST(Noise, KeepsWhatEveryAugmentationPromises) {
  serhost::testing::expect_augment_conforms("noise");
  serhost::testing::expect_augment_conforms("noise", {"snr_low=-40.0", "snr_high=120.0"});
}

// Power 1; at 20 dB the noise has a hundredth of it: its mean square is 0.01.
TEST(Noise, AddsANormalNumberOfTheRightSizeToEverySample) {
  const std::vector<float> clip = {1.0F, -1.0F, -1.0F, 1.0F};
  const auto after = noisy(clip, {"snr_low=20.0", "snr_high=20.0"}, 3);
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double>(20.0, 20.0)(random);  // the ratio is drawn first
  std::normal_distribution<double> normal;
  std::vector<double> noise;
  double square = 0.0;
  for (std::size_t i = 0; i < clip.size(); ++i) {
    noise.push_back(normal(random));
    square += noise.back() * noise.back();
  }
  for (std::size_t i = 0; i < clip.size(); ++i)
    EXPECT_FLOAT_EQ(after[i], clip[i] + static_cast<float>(0.1 * noise[i] / std::sqrt(square / 4)))
        << i;
}

TEST(Noise, KeepsTheRatioWhateverTheLevelOfTheClip) {
  for (const float amplitude : {0.001F, 0.1F, 1.0F}) {
    for (const double snr : {0.0, 10.0, 30.0}) {
      const auto clip = tone(amplitude);
      const auto bound = std::to_string(snr);
      const auto after = noisy(clip, {"snr_low=" + bound, "snr_high=" + bound});
      EXPECT_NEAR(snr_of(clip, after), snr, 0.01) << amplitude;
    }
  }
}

TEST(Noise, ReachesTheRatioInAShortClipToo) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto clip = tone(0.5F, 50);
    EXPECT_NEAR(snr_of(clip, noisy(clip, {"snr_low=7.5", "snr_high=7.5"}, seed)), 7.5, 0.01);
  }
}

TEST(Noise, DrawsTheRatioBetweenItsBounds) {
  const auto clip = tone(0.5F, 4000);
  double lowest = 100.0, highest = -100.0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto snr = snr_of(clip, noisy(clip, {"snr_low=5.0", "snr_high=25.0"}, seed));
    lowest = std::min(lowest, snr);
    highest = std::max(highest, snr);
  }
  EXPECT_GT(lowest, 5.0 - 0.01);
  EXPECT_LT(highest, 25.0 + 0.01);
  EXPECT_LT(lowest, 7.0);
  EXPECT_GT(highest, 23.0);
}

TEST(Noise, IsWhite) {
  const auto clip = tone(0.5F);
  const auto noise = difference(noisy(clip, {"snr_low=10.0", "snr_high=10.0"}), clip);
  double sum = 0.0, neighbors = 0.0;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    sum += noise[i];
    if (i > 0) neighbors += static_cast<double>(noise[i]) * noise[i - 1];
  }
  const auto n = static_cast<double>(noise.size()), deviation = std::sqrt(power(noise));
  EXPECT_LT(std::abs(sum / n), 4.0 * deviation / std::sqrt(n));
  EXPECT_LT(std::abs(neighbors / n), 4.0 * deviation * deviation / std::sqrt(n));
}

TEST(Noise, RepeatsByItsStreamAlone) {
  const auto clip = tone(0.5F, 100);
  EXPECT_EQ(noisy(clip, {}, 5), noisy(clip, {}, 5));
  EXPECT_NE(noisy(clip, {}, 5), noisy(clip, {}, 6));
}

TEST(Noise, LeavesASilentClipSilent) {
  const std::vector<float> silence(100, 0.0F);
  EXPECT_EQ(noisy(silence, {}), silence);
}

TEST(Noise, RefusesBoundsThatAreTheWrongWayRound) {
  try {
    make_augment("noise", {"snr_low=30.0", "snr_high=10.0"});
    FAIL() << "must throw";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("snr_low is above snr_high"), std::string::npos)
        << error.what();
  }
}

}  // namespace
