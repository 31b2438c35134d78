// What decoding gives for sound files: scale, channels, sections, containers.
#include "audio/decode.hpp"

#include <cmath>

#include "audio_files.hpp"
#include "base/error.hpp"

namespace serhost::audio {
namespace {

constexpr int kWav16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16;

std::vector<float> ramp(int count) {
  std::vector<float> out(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    out[static_cast<std::size_t>(i)] = static_cast<float>(i) / 32768.0F;
  return out;
}

std::vector<float> sine(int count, double cycles_per_sample) {
  std::vector<float> out(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    out[static_cast<std::size_t>(i)] =
        static_cast<float>(0.5 * std::sin(6.283185307179586 * cycles_per_sample * i));
  return out;
}

TEST(Decode, GivesSixteenBitSamplesDividedBy32768) {
  Folder folder;
  const auto file = write_bytes(
      folder / "a.wav",
      riff(format_chunk() + chunk("data", little(0x8000, 2) + little(0x7FFF, 2) + little(1, 2))));
  const auto got = decode(file);
  EXPECT_EQ(got.sample_rate, 16000);
  EXPECT_EQ(got.samples, (std::vector<float>{-1.0F, 32767.0F / 32768.0F, 1.0F / 32768.0F}));
}

TEST(Decode, AveragesTheChannelsAndCanTakeOne) {
  Folder folder;
  const auto file = write_audio(folder / "a.wav", {0.5F, 0.25F, -0.5F, 0.0F},
                                SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 2);
  EXPECT_EQ(decode(file).samples,
            (std::vector<float>{0.375F, -0.25F}));  // (0.5 + 0.25) / 2, (-0.5 + 0) / 2
  EXPECT_EQ(decode(file, {.start = {}, .end = {}, .channel = 1}).samples,
            (std::vector<float>{0.25F, 0.0F}));
}

TEST(Decode, TakesASectionInSeconds) {
  Folder folder;
  const auto file = write_audio(folder / "a.wav", ramp(16000), kWav16);
  const auto got =
      decode(file, {.start = 0.25, .end = 0.5, .channel = {}});  // samples 4000 to 8000
  ASSERT_EQ(got.samples.size(), 4000U);
  EXPECT_EQ(got.samples.front(), 4000.0F / 32768.0F);
  EXPECT_EQ(got.samples.back(), 7999.0F / 32768.0F);
}

TEST(Decode, OfTwoHalvesIsTheWhole) {
  Folder folder;
  const auto file = write_audio(folder / "a.flac", ramp(10001), SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  auto both = decode(file, {.start = {}, .end = 0.3, .channel = {}}).samples;
  const auto second = decode(file, {.start = 0.3, .end = {}, .channel = {}}).samples;
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_EQ(both, decode(file).samples);
}

TEST(Decode, ClampsAnEndThatATranscriptRoundedUpwards) {
  Folder folder;
  const auto file = write_audio(folder / "a.wav", ramp(16000), kWav16);
  EXPECT_EQ(decode(file, {.start = 0.0, .end = 1.004, .channel = {}}).samples.size(), 16000U);
}

TEST(Decode, GoesByTheContentAndNotByTheExtension) {
  Folder folder;
  const auto plain = write_audio(folder / "a.flac", ramp(3000), SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  const auto renamed = folder / "b.mp3";
  std::filesystem::copy_file(plain, renamed);
  EXPECT_EQ(decode(renamed).samples, ramp(3000));
  EXPECT_EQ(info(renamed).format, "FLAC");
}

TEST(Decode, ReadsOggAndMp3NearlyAsTheyWere) {
  Folder folder;
  const auto want = sine(32000, 440.0 / 16000.0);
  for (const auto& [name, format] :
       {std::pair{"OGG", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
        std::pair{"MPEG", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}}) {
    const auto file = write_audio(folder / (std::string("a.") + name), want, format);
    EXPECT_EQ(info(file).format, name);
    const auto got = decode(file).samples;
    EXPECT_EQ(static_cast<std::int64_t>(got.size()), info(file).frames) << name;
    EXPECT_NEAR(static_cast<double>(got.size()), 32000.0, 2400.0) << name;
    double power = 0.0;
    for (std::size_t i = 8000; i < 24000; ++i) power += got[i] * got[i] / 16000.0;
    EXPECT_NEAR(std::sqrt(power), 0.5 / std::sqrt(2.0), 0.01) << name;
  }
}

TEST(Decode, FindsTheAudioBehindAndBeforeOtherChunks) {
  Folder folder;
  const auto file =
      write_bytes(folder / "a.wav",
                  riff(format_chunk() + chunk("FLLR", std::string(4044, 'x')) +
                       chunk("data", little(5, 2) + little(6, 2)) +
                       chunk("LIST", std::string(37, 'y')) + chunk("_PMX", std::string(999, 'z'))));
  EXPECT_EQ(decode(file).samples, (std::vector<float>{5.0F / 32768.0F, 6.0F / 32768.0F}));
}

TEST(Decode, ReadsToTheEndWhereAPipeLeftTheSizeOpen) {
  Folder folder;
  const std::string samples = little(5, 2) + little(6, 2) + little(0xFFFF, 2);
  const std::vector<float> want = {5.0F / 32768.0F, 6.0F / 32768.0F, -1.0F / 32768.0F};
  for (const std::uint32_t open : {0U, 0xFFFFFFFFU, 0x7FFFF000U}) {
    const auto file =
        write_bytes(folder / "a.wav", "RIFF" + little(open, 4) + "WAVE" + format_chunk() + "data" +
                                          little(open, 4) + samples);
    EXPECT_EQ(decode(file).samples, want) << open;
    EXPECT_EQ(info(file).frames, 3) << open;
  }
}

TEST(Info, SaysWhatTheHeaderSays) {
  Folder folder;
  const auto got = info(write_audio(folder / "a.wav", ramp(4410 * 2), kWav16, 44100, 2));
  EXPECT_EQ(got.sample_rate, 44100);
  EXPECT_EQ(got.channels, 2);
  EXPECT_EQ(got.frames, 4410);
  EXPECT_EQ(got.format, "WAV");
  EXPECT_DOUBLE_EQ(got.seconds(), 0.1);
}

}  // namespace
}  // namespace serhost::audio
