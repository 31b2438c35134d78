// Audio that is not whole is told, in every container; and what no header says is found out: where
// mp3 frames begin and end, how long a FLAC file of open length is, what follows the first link.
#include <sndfile.h>

#include <cmath>

#include "audio/decode.hpp"
#include "audio/flac_length.hpp"
#include "audio/mpeg_frames.hpp"
#include "audio/ogg_links.hpp"
#include "audio_files.hpp"
#include "base/error.hpp"
#include "base/seed.hpp"

namespace serhost::audio {
namespace {

/// Quiet at first, then loud: a variable bit rate is low, then high.
std::vector<float> noise(std::size_t count) {
  Random random(3);
  std::vector<float> out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<float>((random.uniform() - 0.5) * (i < count / 2 ? 1e-3 : 0.9));
  return out;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string damage(const std::filesystem::path& file, const std::string& bytes) {
  try {
    decode(write_bytes(file, bytes));
  } catch (const DataError& error) {
    EXPECT_EQ(error.exit(), Exit::damaged);
    return error.what();
  }
  return "";
}

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

/// Mp3 of a variable bit rate, which begins with a Xing header.
std::string variable_mp3(const Folder& folder, const std::vector<float>& samples) {
  SF_INFO info{};
  info.samplerate = 16000;
  info.channels = 1;
  info.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  const auto file = folder / "variable.mp3";
  SNDFILE* out = sf_open(file.c_str(), SFM_WRITE, &info);
  int variable = SF_BITRATE_MODE_VARIABLE;
  sf_command(out, SFC_SET_BITRATE_MODE, &variable, sizeof variable);
  sf_writef_float(out, samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(out);
  return bytes_of(file);
}

/// The Xing header's mark wiped out: what is left is a frame of silence.
std::string without_length(std::string mp3) {
  for (const char* mark : {"Xing", "Info"}) {
    if (const auto at = mp3.substr(0, 2000).find(mark); at != std::string::npos)
      std::fill_n(mp3.begin() + static_cast<std::ptrdiff_t>(at), 12, '\0');
  }
  return mp3;
}

double energy(const std::vector<float>& samples, std::size_t from) {
  double out = 0.0;
  for (std::size_t i = from; i < samples.size(); ++i)
    out += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
  return out;
}

TEST(WholeFiles, HalfOfAnyContainerSaysSecondsFoundAndExpected) {
  const auto samples = noise(32000);
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
        SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
        SF_FORMAT_W64 | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
        SF_FORMAT_AIFF | SF_FORMAT_FLOAT, SF_FORMAT_AU | SF_FORMAT_PCM_16,
        SF_FORMAT_AU | SF_FORMAT_ULAW, SF_ENDIAN_LITTLE | SF_FORMAT_AU | SF_FORMAT_PCM_16,
        SF_FORMAT_CAF | SF_FORMAT_PCM_16, SF_FORMAT_NIST | SF_FORMAT_PCM_16}) {
    Folder folder;
    const auto file = write_audio(folder / "whole", samples, format);
    const auto whole = bytes_of(file);
    EXPECT_NEAR(static_cast<double>(decode(file).samples.size()), 32000.0, 1100.0) << format;
    const auto half = damage(folder / "half", whole.substr(0, whole.size() / 2));
    EXPECT_SAYS(half, "is cut off: its header says ") << std::hex << format;
    EXPECT_SAYS(half, " of 2") << std::hex << format;  // seconds; ADPCM fills its last block
    EXPECT_SAYS(damage(folder / "less", whole.substr(0, whole.size() - whole.size() / 100)),
                "is cut off")
        << std::hex << format;
  }
}

TEST(WholeFiles, BytesBehindTheAudioAreNotHeard) {
  const auto samples = noise(3000);
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAVEX | SF_FORMAT_PCM_24,
        SF_FORMAT_RF64 | SF_FORMAT_PCM_16, SF_FORMAT_W64 | SF_FORMAT_PCM_16,
        SF_FORMAT_W64 | SF_FORMAT_FLOAT, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
        SF_FORMAT_AU | SF_FORMAT_PCM_16, SF_ENDIAN_LITTLE | SF_FORMAT_AU | SF_FORMAT_PCM_16,
        SF_FORMAT_CAF | SF_FORMAT_PCM_16, SF_FORMAT_NIST | SF_FORMAT_PCM_16,
        SF_FORMAT_NIST | SF_FORMAT_ULAW}) {
    Folder folder;
    const auto file = write_audio(folder / "whole", samples, format);
    const auto whole = decode(file).samples;
    ASSERT_EQ(whole.size(), 3000U) << std::hex << format;
    const auto longer = write_bytes(folder / "longer", bytes_of(file) + std::string(5001, '\x55'));
    EXPECT_EQ(decode(longer).samples, whole) << std::hex << format;
    EXPECT_EQ(info(longer).frames, 3000) << std::hex << format;
  }
}

TEST(WholeFiles, HalfOfACompressedStreamSaysWhatIsThere) {
  const auto samples = noise(48000);
  Folder folder;
  for (const int format : {SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_OGG | SF_FORMAT_OPUS}) {
    const auto whole = bytes_of(write_audio(folder / "whole", samples, format));
    EXPECT_SAYS(damage(folder / "half", whole.substr(0, whole.size() / 2)),
                "ends within an Ogg page");
  }
  const auto flac = bytes_of(write_audio(folder / "f", samples, SF_FORMAT_FLAC | SF_FORMAT_PCM_16));
  EXPECT_SAYS(damage(folder / "half", flac.substr(0, flac.size() / 2)), " of 3 s)");
}

TEST(WholeFiles, OpenSizesReachToTheEnd) {
  Folder folder;
  const auto samples = noise(4000);
  auto caf = bytes_of(write_audio(folder / "a", samples, SF_FORMAT_CAF | SF_FORMAT_PCM_16));
  caf.replace(caf.find("data") + 4, 8, 8, '\xFF');
  EXPECT_EQ(decode(write_bytes(folder / "b", caf)).samples.size(), 4000U);
  auto au = bytes_of(write_audio(folder / "c", samples, SF_FORMAT_AU | SF_FORMAT_PCM_16));
  au.replace(8, 4, 4, '\xFF');
  EXPECT_EQ(decode(write_bytes(folder / "d", au)).samples.size(), 4000U);
}

TEST(WholeFiles, ShortenedSphereNamesTheConverter) {
  Folder folder;
  std::string header =
      "NIST_1A\n   1024\nsample_count -i 100\nsample_rate -i 16000\nchannel_count -i 1\n"
      "sample_coding -s26 pcm,embedded-shorten-v2.00\nend_head\n";
  header.resize(1024, ' ');
  EXPECT_SAYS(damage(folder / "a.sph", header + std::string(300, 'x')), "sph2pipe");
}

TEST(Mp3, OfAVariableRateWithoutALengthIsReadToItsEnd) {
  Folder folder;
  const auto samples = noise(64000);
  const auto file = write_bytes(folder / "a.mp3", without_length(variable_mp3(folder, samples)));
  EXPECT_NEAR(info(file).seconds(), 4.0, 0.15);
  const auto got = decode(file).samples;
  EXPECT_EQ(static_cast<std::int64_t>(got.size()), info(file).frames);
  EXPECT_GT(energy(got, 48000), 0.5 * energy(samples, 48000)) << "the loud end is there";
}

TEST(Mp3, BehindOtherBytesIsFoundAndTagsBehindItAreNoAudio) {
  Folder folder;
  const auto plain = variable_mp3(folder, noise(16000));
  const auto want = decode(write_bytes(folder / "a.mp3", plain)).samples;
  EXPECT_EQ(want.size(), 16000U);
  EXPECT_EQ(decode(write_bytes(folder / "b.mp3", std::string(100, '\0') + plain)).samples, want);
  EXPECT_EQ(decode(write_bytes(folder / "c.mp3", plain + "TAG" + std::string(125, ' '))).samples,
            want);
  EXPECT_EQ(
      decode(write_bytes(folder / "d.mp3", plain + "APETAGEX" + std::string(9000, 'x'))).samples,
      want);
}

TEST(Mp3, CutOffIsToldWithAndWithoutALength) {
  Folder folder;
  const auto with = variable_mp3(folder, noise(48000));
  const auto half = with.size() / 2;
  EXPECT_SAYS(damage(folder / "a.mp3", with.substr(0, half)), "MPEG frames, but ");
  EXPECT_SAYS(damage(folder / "a.mp3", with.substr(0, half)), " of 3");
  const auto without = without_length(with);
  // One of two neighboring places is no border of frames, which nobody could tell from an end.
  const auto text = damage(folder / "b.mp3", without.substr(0, half)) +
                    damage(folder / "c.mp3", without.substr(0, half + 1));
  EXPECT_SAYS(text, "of its last MPEG frame are missing (");
}

TEST(Mp3, FilesThatWereJoinedAreReadToTheirEnd) {
  Folder folder;
  const auto one = variable_mp3(folder, noise(16000)) + "TAG" + std::string(125, ' ');
  EXPECT_NEAR(static_cast<double>(decode(write_bytes(folder / "a.mp3", one + one)).samples.size()),
              32000.0, 2500.0);
}

TEST(Mp3, FramesAreCountedAndAFrameWithTheirNumberIsAFrame) {
  Folder folder;
  const auto file =
      write_bytes(folder / "a.mp3", without_length(variable_mp3(folder, noise(16000))));
  const auto found = find_mpeg(FileView(file));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->declared);
  EXPECT_FALSE(found->one_rate);
  const auto numbered =
      find_mpeg(FileView(write_bytes(folder / "b.mp3", length_frame(*found) + bytes_of(file))));
  ASSERT_TRUE(numbered);
  EXPECT_EQ(numbered->declared, found->frames);
  EXPECT_EQ(numbered->frames, found->frames);
  EXPECT_FALSE(find_mpeg(FileView(write_bytes(folder / "c.mp3", std::string(5000, '\0')))));
}

TEST(OpenFlac, IsReadToItsEndOrIsCutOff) {
  Folder folder;
  for (const std::size_t count : {std::size_t{1}, std::size_t{4096}, std::size_t{200000}}) {
    const auto file =
        write_audio(folder / "a.flac", noise(count), SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    auto bytes = bytes_of(file);
    bytes[21] = static_cast<char>(bytes[21] & 0xF0);
    std::fill_n(bytes.begin() + 22, 4, '\0');
    const auto open = write_bytes(folder / "b.flac", bytes);
    EXPECT_EQ(info(open).frames, static_cast<std::int64_t>(count));
    EXPECT_EQ(decode(open).samples, decode(file).samples);
    EXPECT_SAYS(damage(folder / "c.flac", bytes.substr(0, bytes.size() - 3)),
                "its last FLAC frame is not whole");
  }
}

TEST(ChainedOgg, IsReadThroughAllItsLinks) {
  Folder folder;
  for (const int format : {SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_OGG | SF_FORMAT_OPUS}) {
    const auto first = write_audio(folder / "a.ogg", noise(16000), format);
    const auto second = write_audio(folder / "b.ogg", noise(24000), format);
    const auto both =
        write_bytes(folder / "c.ogg", bytes_of(first) + bytes_of(second) + bytes_of(first));
    EXPECT_EQ(ogg_links(FileView(both), "c.ogg").size(), 3U);
    EXPECT_EQ(info(both).frames, 56000);
    auto want = decode(first).samples;
    for (const auto& file : {second, first}) {
      const auto more = decode(file).samples;
      want.insert(want.end(), more.begin(), more.end());
    }
    EXPECT_EQ(decode(both).samples, want);
    const auto part = decode(both, {.start = 1.5, .end = 3.0, .channel = {}}).samples;
    ASSERT_EQ(part.size(), 24000U) << "from the second link into the third";
    EXPECT_NEAR(part[16000], want[40000], 1e-3);
  }
}

TEST(ChainedOgg, ALinkThatIsCutIsRefused) {
  Folder folder;
  const int format = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
  const auto whole = bytes_of(write_audio(folder / "a.ogg", noise(16000), format));
  EXPECT_SAYS(damage(folder / "b.ogg", whole.substr(0, whole.size() - 1000) + whole),
              "is damaged: an Ogg page is expected at byte ");
  EXPECT_EQ(damage(folder / "c.ogg", whole + std::string(300, '\0')), "") << "zeros behind it";
}

TEST(ChainedOgg, OfTwoRatesIsRefused) {
  Folder folder;
  const int format = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
  const auto bytes = bytes_of(write_audio(folder / "a.ogg", noise(16000), format)) +
                     bytes_of(write_audio(folder / "b.ogg", noise(16000), format, 22050));
  EXPECT_SAYS(damage(folder / "c.ogg", bytes), "its link 2 has 22050 Hz and 1 channel");
}

}  // namespace
}  // namespace serhost::audio
