// Foreign bytes: every damage is a sentence that names the file, and never a crash or a great
// allocation.
#include <sys/stat.h>

#include <cmath>
#include <limits>

#include "audio/decode.hpp"
#include "audio_files.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/seed.hpp"

namespace serhost::audio {
namespace {

/// The message, checked to name the file; "" where nothing was thrown.
std::string fault_of(const std::filesystem::path& file, const Section& section = {},
                     Exit exit = Exit::damaged) {
  try {
    decode(file, section);
  } catch (const DataError& error) {
    EXPECT_EQ(error.exit(), exit) << error.what();
    EXPECT_TRUE(std::string(error.what()).starts_with(file.string() + ": ")) << error.what();
    return error.what();
  }
  return "";
}

std::string two_samples() { return little(5, 2) + little(6, 2); }

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

TEST(Damage, OfAMissingFileHasItsOwnExit) {
  Folder folder;
  EXPECT_SAYS(fault_of(folder / "none.wav", {}, Exit::missing), "no such file");
  EXPECT_THROW(info(folder / "none.wav"), DataError);
}

TEST(Damage, IsToldForWhatIsNoFile) {
  Folder folder;
  std::filesystem::create_directory(folder / "dir.wav");
  EXPECT_SAYS(fault_of(folder / "dir.wav"), "is a folder");
  ASSERT_EQ(::mkfifo((folder / "pipe.wav").c_str(), 0600), 0);
  EXPECT_SAYS(fault_of(folder / "pipe.wav"), "is a pipe");
}

TEST(Damage, IsToldForEmptyFilesAndEmptyAudio) {
  Folder folder;
  EXPECT_SAYS(fault_of(write_bytes(folder / "a.wav", "")), "0 bytes");
  EXPECT_SAYS(fault_of(write_bytes(folder / "b.wav", riff(format_chunk() + chunk("data", "")))),
              "0 frames");
  EXPECT_SAYS(fault_of(write_bytes(folder / "c.wav", riff(format_chunk() + chunk("data", "") +
                                                          chunk("LIST", "abcd")))),
              "0 frames");
  EXPECT_SAYS(fault_of(write_bytes(folder / "d.wav", riff(format_chunk()))), "no data chunk");
}

TEST(Damage, OfAPointerFileSaysHowToFetchTheAudio) {
  Folder folder;
  const auto text = fault_of(write_bytes(
      folder / "a.wav", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"));
  EXPECT_SAYS(text, "git lfs pull");
}

TEST(Damage, OfATruncatedWavSaysHowMuchIsThere) {
  Folder folder;
  const auto whole = riff(format_chunk() + chunk("data", std::string(1000, 'a')));
  const auto text = fault_of(write_bytes(folder / "a.wav", whole.substr(0, whole.size() - 300)));
  EXPECT_SAYS(text, "1000 bytes of audio");
  EXPECT_SAYS(text, "700 are there");
  EXPECT_SAYS(fault_of(write_bytes(folder / "b.wav", whole.substr(0, 40))), "no data chunk");
}

TEST(Damage, OfATruncatedFlacIsNoticed) {
  Folder folder;
  std::vector<float> noise(48000);
  Random random(1);
  for (auto& sample : noise) sample = static_cast<float>(random.uniform() - 0.5);
  const auto file = write_audio(folder / "a.flac", noise, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  EXPECT_SAYS(fault_of(file), "48000 samples are expected");
}

/// Every frame of FLAC has a checksum; a bit that was flipped in one changes some samples only.
TEST(Damage, OfABitOfAFlacFrameIsNoticed) {
  Folder folder;
  std::vector<float> noise(30000);
  Random random(2);
  for (auto& sample : noise) sample = static_cast<float>(random.uniform() - 0.5);
  const auto whole =
      read_file(write_audio(folder / "a.flac", noise, SF_FORMAT_FLAC | SF_FORMAT_PCM_16));
  EXPECT_EQ(decode(folder / "a.flac").samples.size(), 30000u);
  const auto frames = whole.find("\xFF\xF8");
  ASSERT_NE(frames, std::string::npos);
  for (int flip = 0; flip < 40; ++flip) {
    auto bytes = whole;
    const auto at = frames + 16 +
                    static_cast<std::size_t>(random.uniform() *
                                             static_cast<double>(whole.size() - frames - 20));
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (flip % 8)));
    SCOPED_TRACE(at);
    EXPECT_FALSE(fault_of(write_bytes(folder / "b.flac", bytes)).empty());
  }
}

TEST(Damage, OfAGreatClaimTakesNoMemory) {
  Folder folder;
  const auto small = riff(format_chunk() + chunk("data", two_samples()));
  auto great = small;
  great.replace(small.size() - 8, 4, little(0x7FFF0000, 4));
  EXPECT_SAYS(fault_of(write_bytes(folder / "a.wav", great)), "2147418112 bytes of audio, but 4");
}

TEST(Damage, OfAbsurdRatesAndChannelsIsTold) {
  Folder folder;
  EXPECT_SAYS(fault_of(write_bytes(folder / "a.wav",
                                   riff(format_chunk(900) + chunk("data", two_samples())))),
              "900 Hz");
  EXPECT_SAYS(fault_of(write_bytes(folder / "b.wav",
                                   riff(format_chunk(800000) + chunk("data", two_samples())))),
              "800000 Hz");
  EXPECT_SAYS(fault_of(write_bytes(folder / "c.wav", riff(format_chunk(16000, 33) +
                                                          chunk("data", std::string(660, 'a'))))),
              "33 channels");
}

TEST(Damage, OfAFrameOfAnotherSizeThanItsSamplesIsTold) {
  Folder folder;
  auto bytes = riff(format_chunk() + chunk("data", two_samples()));
  const auto frame = bytes.find("fmt ") + 8 + 12;
  bytes[frame] = 3;
  EXPECT_SAYS(fault_of(write_bytes(folder / "a.wav", bytes)),
              "says that a frame has 3 bytes, but samples of 16 bits in 1 channel have 2");
}

TEST(Damage, OfSamplesThatAreNoNumbersNamesTheFirst) {
  Folder folder;
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              inf = std::numeric_limits<float>::infinity();
  EXPECT_SAYS(
      fault_of(write_audio(folder / "a.wav", {0.0F, 0.1F, nan}, SF_FORMAT_WAV | SF_FORMAT_FLOAT)),
      "sample 2 ");
  EXPECT_SAYS(
      fault_of(write_audio(folder / "b.wav", {0.0F, -inf, nan}, SF_FORMAT_WAV | SF_FORMAT_FLOAT)),
      "sample 1 ");
}

TEST(Damage, OfASectionSaysHowLongTheFileIs) {
  Folder folder;
  const auto file =
      write_audio(folder / "a.wav", std::vector<float>(16000), SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  EXPECT_SAYS(fault_of(file, {.start = 0.5, .end = 1.5, .channel = {}}), "lasts 1 s");
  EXPECT_SAYS(fault_of(file, {.start = 1.0, .end = {}, .channel = {}}), "is outside of the file");
  EXPECT_SAYS(fault_of(file, {.start = -0.1, .end = 0.5, .channel = {}}),
              "expected 0 <= start < end");
  EXPECT_SAYS(fault_of(file, {.start = 0.5, .end = 0.5, .channel = {}}),
              "expected 0 <= start < end");
  EXPECT_SAYS(fault_of(file, {.start = std::nan(""), .end = 0.5, .channel = {}}),
              "expected 0 <= start < end");
  EXPECT_SAYS(fault_of(file, {.start = 1e300, .end = {}, .channel = {}}), "is outside of the file");
  EXPECT_SAYS(fault_of(file, {.start = {}, .end = {}, .channel = 1}), "1 channel");
}

TEST(Damage, OfWhatIsNoAudioShowsWhatWasFound) {
  Folder folder;
  EXPECT_SAYS(
      fault_of(write_bytes(folder / "a.wav", "hello, this is a text file, not audio at all")),
      "'hello, this is a'");
  EXPECT_SAYS(
      fault_of(write_bytes(folder / "b.m4a", little(0, 4) + "ftypM4A " + std::string(100, '\0'))),
      "ffmpeg");
  EXPECT_SAYS(fault_of(write_bytes(folder / "c.ogg", "OggS" + std::string(200, 'q'))), "'OggS'");
  EXPECT_SAYS(fault_of(write_bytes(folder / "d.wav", "R")), "52");
}

TEST(Damage, AnywhereInAFileNeverCrashes) {
  Folder folder;
  std::vector<float> tone(4000);
  for (std::size_t i = 0; i < tone.size(); ++i)
    tone[i] = static_cast<float>(0.3 * std::sin(0.05 * static_cast<double>(i)));
  Random random(7);
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
        SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, SF_FORMAT_AIFF | SF_FORMAT_PCM_24}) {
    const auto file = write_audio(folder / "whole", tone, format);
    std::ifstream in(file, std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), {});
    for (int round = 0; round < 60; ++round) {
      auto bytes = whole.substr(0, round % 3 == 0 ? random.below(whole.size()) : whole.size());
      for (std::uint64_t i = 0; i < random.below(8) && !bytes.empty(); ++i)
        bytes[random.below(round % 2 ? std::min<std::size_t>(bytes.size(), 64) : bytes.size())] =
            static_cast<char>(random.next());
      const auto damaged = write_bytes(folder / "damaged", bytes);
      try {
        const auto got = decode(damaged);
        EXPECT_FALSE(got.samples.empty());
        for (const float sample : got.samples) ASSERT_TRUE(std::isfinite(sample));
      } catch (const DataError& error) {
        EXPECT_TRUE(std::string(error.what()).starts_with(damaged.string())) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace serhost::audio
