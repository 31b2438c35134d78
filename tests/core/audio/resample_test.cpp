// Resampling keeps what a tone is: its frequency, its height, its place in time; and gives the
// promised number of samples.
#include "audio/resample.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace serhost::audio {
namespace {

Waveform tone(double hertz, std::int64_t rate, std::int64_t count, double amplitude = 0.5) {
  Waveform out{{}, rate};
  for (std::int64_t i = 0; i < count; ++i)
    out.samples.push_back(static_cast<float>(
        amplitude * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) /
                             static_cast<double>(rate))));
  return out;
}

/// Amplitude of one frequency in the middle half, by projection on it under a Hann window.
double height_at(const Waveform& wave, double hertz) {
  const auto n = wave.samples.size();
  std::complex<double> sum = 0.0;
  double weights = 0.0;
  for (std::size_t i = n / 4; i < 3 * n / 4; ++i) {
    const double weight = 1.0 - std::cos(4.0 * std::numbers::pi * static_cast<double>(i - n / 4) /
                                         static_cast<double>(n));
    sum += weight * wave.samples[i] *
           std::polar(1.0, -2.0 * std::numbers::pi * hertz * static_cast<double>(i) /
                               static_cast<double>(wave.sample_rate));
    weights += weight;
  }
  return 2.0 * std::abs(sum) / weights;
}

TEST(Resample, KeepsTheFrequencyAndAmplitudeOfATone) {
  for (const std::int64_t from : {8000, 22050, 44100, 48000}) {
    const auto got = resample(tone(1000.0, from, 2 * from), 16000);
    EXPECT_NEAR(height_at(got, 1000.0), 0.5, 1e-3) << from;
    EXPECT_LT(height_at(got, 1040.0), 1e-3) << from;
    EXPECT_LT(height_at(got, 500.0), 1e-3) << from;
  }
}

TEST(Resample, ShiftsNothingInTime) {
  const auto got = resample(tone(440.0, 48000, 48000), 16000);
  const auto want = tone(440.0, 16000, 16000);
  for (std::size_t i = 2000; i < 14000; ++i)
    ASSERT_NEAR(got.samples[i], want.samples[i], 1e-3) << i;
}

TEST(Resample, RemovesWhatTheLowerRateCannotHold) {
  const auto got = resample(tone(11000.0, 48000, 96000), 16000);  // would fold to 5000 Hz
  EXPECT_LT(height_at(got, 5000.0), 1e-4);
}

TEST(Resample, KeepsAConstant) {
  const auto got = resample({std::vector<float>(44100, 0.25F), 44100}, 16000);
  for (std::size_t i = 1000; i < 15000; ++i) ASSERT_NEAR(got.samples[i], 0.25F, 1e-4) << i;
}

TEST(Resample, GivesTheRoundedNumberOfSamples) {
  const auto length = [](std::int64_t count, std::int64_t from, std::int64_t to) {
    return resample({std::vector<float>(static_cast<std::size_t>(count), 0.1F), from}, to)
        .samples.size();
  };
  EXPECT_EQ(length(48000, 48000, 16000), 16000U);
  EXPECT_EQ(length(48001, 48000, 16000), 16000U);  // 16000.33
  EXPECT_EQ(length(48002, 48000, 16000), 16001U);  // 16000.67
  EXPECT_EQ(length(44101, 44100, 16000), 16000U);  // 16000.36
  EXPECT_EQ(length(1, 8000, 16000), 2U);
  EXPECT_EQ(length(1, 48000, 16000), 0U);  // 0.33
  EXPECT_EQ(length(0, 48000, 16000), 0U);
}

TEST(Resample, LeavesTheSameRateUntouched) {
  const auto wave = tone(300.0, 16000, 100);
  EXPECT_EQ(resample(wave, 16000).samples, wave.samples);
}

}  // namespace
}  // namespace serhost::audio
