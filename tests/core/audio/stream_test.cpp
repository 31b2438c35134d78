// Audio that arrives in pieces: the samples are those of the whole.
#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "audio/decode.hpp"
#include "audio/raw_pcm.hpp"
#include "audio/resample.hpp"
#include "audio/sections.hpp"
#include "audio/stream_resampler.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "core/audio/audio_files.hpp"

namespace serhost::audio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<float> wobble(std::size_t count) {
  std::vector<float> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto t = static_cast<double>(i);
    out[i] = static_cast<float>(0.4 * std::sin(t * 0.05) * std::cos(t * t * 1e-6));
  }
  return out;
}

TEST(StreamResampler, GivesWhatTheWholeGivesHoweverItIsCut) {
  const auto samples = wobble(30011);
  for (const std::int64_t from : {8000, 16000, 22050, 44100, 48000}) {
    const auto whole = resample({samples, from}, 16000).samples;
    for (const std::size_t piece : {7u, 1000u, 30011u}) {
      StreamResampler stream(from, 16000);
      std::vector<float> out;
      const auto add = [&](const std::vector<float>& more) {
        out.insert(out.end(), more.begin(), more.end());
      };
      for (std::size_t at = 0; at < samples.size(); at += piece)
        add(stream.add(std::span(samples).subspan(at, std::min(piece, samples.size() - at))));
      // All but a tenth of a second is there before the end.
      EXPECT_GE(out.size() + 1600, whole.size()) << from;
      add(stream.finish());
      EXPECT_TRUE(out == whole) << from << " Hz in pieces of " << piece;
    }
  }
}

std::string bytes_of(const std::vector<std::int16_t>& samples) {
  std::string out(samples.size() * 2, '\0');
  std::memcpy(out.data(), samples.data(), out.size());
  return out;
}

TEST(RawPcm, AveragesChannelsAndWaitsForWholeSamples) {
  RawPcm pcm({.coding = PcmCoding::s16, .sample_rate = 8000, .channels = 2});
  const auto bytes = bytes_of({16384, 0, -32768, 32767, 1, 1});
  std::vector<float> out;
  for (const char byte : bytes) {
    for (const auto sample : pcm.add({&byte, 1})) out.push_back(sample);
  }
  EXPECT_THAT(out, ElementsAre(0.25F, -0.5F / 32768.0F, 1.0F / 32768.0F));
  EXPECT_EQ(pcm.left_over(), 0u);
  EXPECT_TRUE(pcm.add("abc").empty());
  EXPECT_EQ(pcm.left_over(), 3u);
}

TEST(RawPcm, ReadsFloatsAndRefusesWhatIsNotFinite) {
  RawPcm pcm({.coding = PcmCoding::f32});
  const std::vector<float> samples = {0.5F, -1.0F, std::numeric_limits<float>::infinity()};
  std::string bytes(12, '\0');
  std::memcpy(bytes.data(), samples.data(), 12);
  EXPECT_THAT(pcm.add(std::string_view(bytes).substr(0, 8)), ElementsAre(0.5F, -1.0F));
  EXPECT_THAT([&] { pcm.add(std::string_view(bytes).substr(8)); },
              ::testing::ThrowsMessage<DataError>(HasSubstr("sample 2 is not a finite number")));
}

TEST(RawPcm, GoesByAWavHeaderWhereThereIsOne) {
  const Folder folder;
  const auto file = write_audio(folder / "raw_pcm_header.wav", {0.5F, 0.25F, -0.5F, 0.75F},
                                SF_FORMAT_WAV | SF_FORMAT_FLOAT, 22050, 2);
  const auto bytes = read_file(file);
  for (const std::size_t piece : {std::size_t{1}, bytes.size()}) {
    RawPcm pcm({});
    std::vector<float> out;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      for (const auto sample : pcm.add(std::string_view(bytes).substr(at, piece)))
        out.push_back(sample);
    }
    EXPECT_TRUE(pcm.had_header());
    EXPECT_EQ(pcm.layout().sample_rate, 22050);
    ASSERT_GE(out.size(), 2u);  // chunks behind the audio sound like audio to a pipe
    EXPECT_EQ(out[0], 0.375F);
    EXPECT_EQ(out[1], 0.125F);
  }
  RawPcm eight({});
  auto other = bytes;
  other[20] = 1, other[34] = 8;
  EXPECT_THAT([&] { eight.add(other); },
              ::testing::ThrowsMessage<DataError>(HasSubstr("coding 1 of 8 bits")));
}

TEST(Sections, OfALongFileAreTheFile) {
  const Folder folder;
  const auto samples = wobble(1000 * 905 + 17);  // 15 minutes at the lowest rate
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16}) {
    const auto file = write_audio(folder / "long_sections.audio", samples, format, 1000);
    const auto whole = decode(file).samples;
    std::vector<float> out;
    std::size_t pieces = 0;
    const auto count = decode_in_sections(file, [&](std::span<const float> more) {
      out.insert(out.end(), more.begin(), more.end());
      ++pieces;
    });
    EXPECT_EQ(count, static_cast<std::int64_t>(whole.size()));
    EXPECT_GT(pieces, 5u);
    EXPECT_TRUE(out == whole) << std::hex << format;
  }
}

}  // namespace
}  // namespace serhost::audio
