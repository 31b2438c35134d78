// Frames and samples counted by hand.
#include "audio/levels.hpp"

#include <gtest/gtest.h>

namespace serhost::audio {
namespace {

// At 400 Hz a frame of 25 ms has 10 samples.
TEST(LevelCounts, AFrameIsSilentThatIs40DecibelsBelowTheLoudest) {
  std::vector<float> samples(10, 0.5F);
  samples.insert(samples.end(), 10, 0.0051F);  // -39.8 dB
  samples.insert(samples.end(), 10, 0.0049F);  // -40.2 dB
  samples.insert(samples.end(), 5, 0.0F);
  const auto found = levels_of(samples, 400);
  EXPECT_EQ(found.frames, 4u);
  EXPECT_EQ(found.silent, 2u);
  EXPECT_EQ(levels_of(std::vector<float>(30, 0.0F), 400).silent, 3u);
  EXPECT_EQ(levels_of({}, 400).frames, 0u);
}

TEST(LevelCounts, ThreeSamplesAtFullScaleAreClipped) {
  const float most = 32767.0F / 32768.0F;
  EXPECT_EQ(levels_of({most, most, 0.5F, -1.0F, most}, 400).clipped, 0u);
  EXPECT_EQ(levels_of({0.1F, most, most, -1.0F, -1.0F, 0.1F}, 400).clipped, 4u);
  EXPECT_EQ(levels_of({0.99F, 0.99F, 0.99F, 0.99F}, 400).clipped, 0u);
}

}  // namespace
}  // namespace serhost::audio
