// Samples that no recording holds, and channels that cancel.
#include "audio/sample_rules.hpp"

#include <limits>

#include "audio/decode.hpp"
#include "audio_files.hpp"
#include "base/error.hpp"

namespace serhost::audio {
namespace {

constexpr int kFloat = SF_FORMAT_WAV | SF_FORMAT_FLOAT;

std::string damage(const std::filesystem::path& file, const Section& section = {}) {
  try {
    decode(file, section);
  } catch (const DataError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with(file.string() + ": ")) << error.what();
    return error.what();
  }
  return "";
}

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

TEST(Samples, OfSixteenBitScaleInFloatsSayHowToDivide) {
  Folder folder;
  std::vector<float> samples(16000, 10.0F);
  samples[8000] = -20000.0F;
  const auto text = damage(write_audio(folder / "a.wav", samples, kFloat));
  EXPECT_SAYS(text, "sample 8000 (at 0.5 s, channel 0) is -20000, but float samples lie");
  EXPECT_SAYS(text, "32768");
}

TEST(Samples, ThatAreNoNumbersOrAbsurdNameFileSecondAndChannel) {
  Folder folder;
  for (const float wrong :
       {1e38F, std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    std::vector<float> samples(2 * 16000, 0.1F);
    samples[2 * 4000 + 1] = wrong;
    const auto file = write_audio(folder / "a.wav", samples, kFloat, 16000, 2);
    EXPECT_SAYS(damage(file), "sample 4000 (at 0.25 s, channel 1) is ");
    EXPECT_SAYS(damage(file), wrong > 1.0F ? "1e+38, which no recording holds" : "not a finite");
    EXPECT_EQ(damage(file, {.start = {}, .end = {}, .channel = 0}), "")
        << "the other channel can be used";
    EXPECT_EQ(damage(file, {.start = 0.5, .end = {}, .channel = {}}), "");
    EXPECT_SAYS(damage(file, {.start = 0.2, .end = {}, .channel = {}}), "sample 4000 ");
  }
}

TEST(Samples, UpToAHundredAreReadAndBeyondOneAndAHalfAreLoud) {
  Folder folder;
  EXPECT_EQ(damage(write_audio(folder / "a.wav", {0.0F, 100.0F, -100.0F}, kFloat)), "");
  EXPECT_SAYS(damage(write_audio(folder / "b.wav", {0.0F, 100.5F}, kFloat)), "sample 1 ");
  EXPECT_EQ(too_loud(std::vector<float>{1.5F, -1.5F}), 0.0F);
  EXPECT_EQ(too_loud(std::vector<float>{1.0F, -1.6F, 1.55F}), 1.6F);
}

TEST(Samples, OfAWholeClipCannotBeOneValue) {
  EXPECT_EQ(unusable({{0.1F, 0.2F}, 16000}), "");
  EXPECT_SAYS(unusable({{0.5F, 0.5F}, 16000}), "holds the value 0.5 throughout");
  EXPECT_SAYS(unusable({{0.5F, 500.0F}, 16000}), "sample 1 ");
  EXPECT_EQ(unusable({{}, 16000}), "holds no samples");
}

TEST(Channels, ThatCancelAreRefusedUnlessOneIsChosen) {
  Folder folder;
  std::vector<float> opposite, nearly, apart;
  for (int i = 0; i < 16000; ++i) {
    const float x = static_cast<float>(i % 100) / 200.0F - 0.25F;
    opposite.insert(opposite.end(), {x, -x});
    nearly.insert(nearly.end(), {x, -0.9F * x});
    apart.insert(apart.end(), {x, 0.0F});
  }
  const auto file = write_audio(folder / "a.wav", opposite, kFloat, 16000, 2);
  EXPECT_SAYS(damage(file), "its 2 channels cancel");
  EXPECT_SAYS(damage(file), "choose one (channel, from 0)");
  EXPECT_EQ(damage(file, {.start = {}, .end = {}, .channel = 1}), "");
  // The least significant bit of 16 that rounding leaves is no sound either.
  EXPECT_SAYS(
      damage(write_audio(folder / "b.wav", opposite, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 2)),
      "cancel");
  EXPECT_EQ(damage(write_audio(folder / "c.wav", nearly, kFloat, 16000, 2)), "")
      << "0.25 % of the energy is more than 0.1 %";
  EXPECT_EQ(damage(write_audio(folder / "d.wav", apart, kFloat, 16000, 2)), "");
  EXPECT_EQ(damage(write_audio(folder / "e.wav", std::vector<float>(200), kFloat, 16000, 2)), "")
      << "silence does not cancel";
}

}  // namespace
}  // namespace serhost::audio
