// What coders of telephones do to a clip, by their definitions.
#include <cmath>
#include <numbers>
#include <serhost/testing/augment.hpp>
#include <string>
#include <vector>

namespace {

using serhost::testing::applied;
using serhost::testing::make_augment;
using Samples = std::vector<float>;

Samples tone(double hertz, std::size_t samples = 16000, double rate = 16000.0) {
  Samples out;
  for (std::size_t i = 0; i < samples; ++i)
    out.push_back(static_cast<float>(
        0.5 * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / rate)));
  return out;
}

double power(const Samples& samples) {
  double sum = 0.0;
  for (const auto sample : samples) sum += static_cast<double>(sample) * sample;
  return sum / static_cast<double>(samples.size());
}

Samples coded(const std::string& kind, const Samples& clip, std::int64_t rate = 16000) {
  return applied(*make_augment("codec", {"kinds=[\"" + kind + "\"]"}), {clip, rate}, 1).samples;
}

double snr_of(const Samples& clip, const Samples& after) {
  Samples noise;
  for (std::size_t i = 0; i < clip.size(); ++i) noise.push_back(after[i] - clip[i]);
  return 10.0 * std::log10(power(clip) / power(noise));
}

TEST(Codec, KeepsWhatEveryAugmentationPromises) {
  serhost::testing::expect_augment_conforms("codec",
                                            {"kinds=[\"mu_law\", \"a_law\", \"adpcm\", \"gsm\"]"});
}

// G.711, mu-law: the decoder's values nearest to 0 are 0 and 8 of 32768 (G.711, table 2b), the
// largest is 32124.
TEST(Codec, IsMuLawAsG711HasIt) {
  const auto after = coded("mu_law", {0.0F, 7.6F / 32768.0F, 1.0F, -1.0F, 3.0F}, 8000);
  EXPECT_EQ(after[0], 0.0F);
  EXPECT_EQ(after[1], 8.0F / 32768.0F);
  EXPECT_EQ(after[2], 32124.0F / 32768.0F);
  EXPECT_EQ(after[3], -32124.0F / 32768.0F);
  EXPECT_EQ(after[4], after[2]);  // clipped, not wrapped around
}

// The quality that each coder is known for, on a tone that it can carry.
TEST(Codec, AddsItsNoise) {
  const auto clip = tone(440.0, 8000, 8000.0);
  EXPECT_GT(snr_of(clip, coded("mu_law", clip, 8000)), 33.0);
  EXPECT_LT(snr_of(clip, coded("mu_law", clip, 8000)), 45.0);
  EXPECT_GT(snr_of(clip, coded("a_law", clip, 8000)), 33.0);
  EXPECT_GT(snr_of(clip, coded("adpcm", clip, 8000)), 20.0);
  EXPECT_GT(power(coded("gsm", clip, 8000)), 0.5 * power(clip));
}

TEST(Codec, LosesWhatIsAboveHalfOfTheLine) {
  EXPECT_LT(power(coded("mu_law", tone(5500.0))), 1e-4 * power(tone(5500.0)));
  EXPECT_NEAR(power(coded("mu_law", tone(1000.0))), power(tone(1000.0)), 1e-3);
}

TEST(Codec, NeedsAKind) { EXPECT_ANY_THROW(make_augment("codec", {"kinds=[]"})); }

}  // namespace
