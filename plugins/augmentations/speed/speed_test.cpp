// Tones before and after: where their energy is, and how long they are.
#include <cmath>
#include <numbers>
#include <serhost/testing/augment.hpp>
#include <string>
#include <vector>

namespace {

using serhost::testing::applied;
using serhost::testing::make_augment;
using Samples = std::vector<float>;

constexpr double kRate = 16000.0;

Samples tone(double hertz, std::size_t samples = 16000) {
  Samples out;
  for (std::size_t i = 0; i < samples; ++i)
    out.push_back(static_cast<float>(
        0.5 * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRate)));
  return out;
}

/// Amplitude of a frequency in the middle of a clip, behind a Hann window.
double amplitude_at(const Samples& samples, double hertz) {
  const std::size_t size = 8000, begin = (samples.size() - size) / 2;
  double re = 0.0, im = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto weight = 1.0 - std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / size);
    const auto phase = 2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRate;
    re += weight * samples[begin + i] * std::cos(phase);
    im += weight * samples[begin + i] * std::sin(phase);
    sum += weight;
  }
  return 2.0 * std::hypot(re, im) / sum;
}

/// The frequency with most energy, to 1 Hz.
double pitch_of(const Samples& samples, double around) {
  double best = 0.0, highest = 0.0;
  for (double hertz = 0.8 * around; hertz < 1.25 * around; hertz += 1.0) {
    const auto amplitude = amplitude_at(samples, hertz);
    if (amplitude > highest) {
      highest = amplitude;
      best = hertz;
    }
  }
  return best;
}

Samples changed(const std::string& name, const std::vector<std::string>& options,
                const Samples& clip, std::uint64_t seed = 1) {
  return applied(*make_augment(name, options), {clip, 16000}, seed).samples;
}

TEST(Speed, BothKeepWhatEveryAugmentationPromises) {
  serhost::testing::expect_augment_conforms("speed", {"factors=[0.5, 2.0, 1.37]"});
  serhost::testing::expect_augment_conforms("pitch", {"low=-12.0", "high=12.0"});
}

// 440 Hz at 1.1 of the speed is 484 Hz and takes 16000 / 1.1 = 14545.45 samples.
TEST(Speed, MovesFrequenciesAndLengthByItsFactor) {
  for (const auto& [option, factor, samples] :
       {std::tuple{"factors=[1.1]", 1.1, 14545U}, {"factors=[0.9]", 0.9, 17778U}}) {
    const auto after = changed("speed", {option}, tone(440.0));
    EXPECT_EQ(after.size(), samples);
    EXPECT_NEAR(amplitude_at(after, 440.0 * factor), 0.5, 1e-4);
    EXPECT_LT(amplitude_at(after, 440.0), 1e-4);
  }
  EXPECT_EQ(changed("speed", {"factors=[1.0]"}, tone(440.0)), tone(440.0));
}

// At twice the speed 5 kHz would be 10 kHz, beyond half of the rate: it may not come back as 6 kHz.
TEST(Speed, LosesWhatTheRateCannotHold) {
  const auto after = changed("speed", {"factors=[2.0]"}, tone(5000.0, 40000));
  EXPECT_LT(amplitude_at(after, 6000.0), 1e-5);
}

TEST(Speed, DrawsEachFactor) {
  int faster = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    faster += changed("speed", {"factors=[0.9, 1.1]"}, tone(440.0, 160), seed).size() < 160 ? 1 : 0;
  EXPECT_NEAR(faster, 100, 30);
}

// Three semitones are a factor of 2^(3/12) = 1.1892.
TEST(Pitch, MovesFrequenciesAndKeepsTheLength) {
  for (const auto& [option, factor] : {std::pair{"3.0", 1.189207}, {"-3.0", 0.840896}}) {
    const auto after = changed(
        "pitch", {std::string("low=") + option, std::string("high=") + option}, tone(200.0));
    EXPECT_EQ(after.size(), 16000U);
    EXPECT_NEAR(pitch_of(after, 200.0 * factor), 200.0 * factor, 1.5);
    EXPECT_GT(amplitude_at(after, pitch_of(after, 200.0 * factor)), 0.45);
  }
}

// Of 18 Hz some pieces have none within reach that follows but upside down: the least bad is taken,
// whatever the level.
TEST(Pitch, ChoosesTheSamePiecesAtAnyLevel) {
  for (const auto* octave : {"-12.0", "12.0"}) {
    const std::vector<std::string> options = {std::string("low=") + octave,
                                              std::string("high=") + octave};
    auto quiet = tone(18.0);
    const auto loud = changed("pitch", options, quiet);
    for (auto& sample : quiet) sample /= 1024.0F;
    const auto after = changed("pitch", options, quiet);
    ASSERT_EQ(after.size(), loud.size());
    for (std::size_t i = 0; i < loud.size(); ++i)
      ASSERT_NEAR(1024.0F * after[i], loud[i], 1e-4) << i;
  }
}

TEST(Pitch, RefusesBoundsThatAreTheWrongWayRound) {
  EXPECT_ANY_THROW(make_augment("pitch", {"low=1.0", "high=-1.0"}));
  EXPECT_ANY_THROW(make_augment("speed", {"factors=[]"}));
}

}  // namespace
