// Decoding of real recordings whose files are odd. Skipped where the recordings are not at hand.
#include "audio/decode.hpp"
#include "audio_files.hpp"
#include "base/error.hpp"

namespace serhost::audio {
namespace {

#define REAL_FILE(name, path)                                                             \
  const auto name = test_data() / path;                                                   \
  if (test_data().empty())                                                                \
    GTEST_SKIP() << "SERHOST_TEST_DATA is not set: it names a folder of real recordings"; \
  if (!std::filesystem::exists(name)) GTEST_SKIP() << name << " is not there"

TEST(RealAudio, OfRavdessEndsBeforeItsMetadata) {
  REAL_FILE(file,
            "ravdess_speech/Actor_02/03-01-03-01-01-01-02.wav");  // FLLR before the audio, LIST,
                                                                  // bext and _PMX behind it
  const auto header = info(file);
  EXPECT_EQ(header.sample_rate, 48000);
  EXPECT_EQ(header.channels, 1);
  const auto got = decode(file).samples;
  EXPECT_EQ(static_cast<std::int64_t>(got.size()), header.frames);
  EXPECT_LT(static_cast<std::uintmax_t>(header.frames) * 2,
            std::filesystem::file_size(file) - 4044 - 27000);
  for (std::size_t i = 0; i < 480; ++i)
    ASSERT_LT(std::abs(got[i]), 0.01F) << "the recording begins with silence, not with the filler";
}

TEST(RealAudio, OfAStereoFileWithEqualChannelsIsEitherOfThem) {
  REAL_FILE(file, "ravdess_speech/Actor_01/03-01-02-01-01-02-01.wav");
  ASSERT_EQ(info(file).channels, 2);
  EXPECT_EQ(decode(file).samples, decode(file, {.start = {}, .end = {}, .channel = 0}).samples);
}

TEST(RealAudio, OfCremaDMp3Decodes) {
  REAL_FILE(file, "cremad_samples/1002_DFA_ANG_XX.mp3");
  const auto header = info(file);
  EXPECT_EQ(header.format, "MPEG");
  EXPECT_EQ(header.sample_rate, 44100);
  const auto got = decode(file).samples;
  EXPECT_NEAR(static_cast<double>(got.size()), static_cast<double>(header.frames), 2304.0);
  float loudest = 0.0F;
  for (const float sample : got) loudest = std::max(loudest, std::abs(sample));
  EXPECT_GT(loudest, 0.02F);
  EXPECT_LE(loudest, 1.5F);
}

TEST(RealAudio, OfEmoDbWithAPaddingChunkDecodes) {
  REAL_FILE(file, "emodb/wav/14a07Fd.wav");
  EXPECT_EQ(info(file).sample_rate, 16000);
  EXPECT_EQ(static_cast<std::int64_t>(decode(file).samples.size()), info(file).frames);
}

TEST(RealAudio, OfAFlacFileOfOpenLengthIsThatOfTheClosedOne) {
  REAL_FILE(open, "../cases/flac_unknown_length/total_unknown.flac");
  EXPECT_DOUBLE_EQ(info(open).seconds(), 1.0);
  EXPECT_EQ(decode(open).samples,
            decode(test_data() / "../cases/flac_unknown_length/ok.flac").samples);
}

TEST(RealAudio, OfOddMp3IsWhole) {
  REAL_FILE(variable, "../cases/mp3/vbr_quiet_then_loud_no_xing.mp3");
  const auto rate = 16000.0;
  EXPECT_NEAR(static_cast<double>(decode(variable).samples.size()) / rate, 12.05, 0.05);
  EXPECT_EQ(decode(test_data() / "../cases/mp3/vbr_quiet_then_loud.mp3").samples.size(), 192000U);
  EXPECT_EQ(decode(test_data() / "../cases/mp3/zeros_100.mp3").samples.size(), 16000U);
}

TEST(RealAudio, OfChannelsThatCancelIsRefused) {
  REAL_FILE(file, "../cases/channels_cancel/exact.wav");
  EXPECT_THROW(decode(file), DataError);
  EXPECT_EQ(decode(file, {.start = {}, .end = {}, .channel = 0}).samples.size(), 16000U);
}

}  // namespace
}  // namespace serhost::audio
