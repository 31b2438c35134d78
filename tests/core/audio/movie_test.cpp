// Containers of movies: written by libav's own coder where it is here, else told how to convert.
#include "audio/movie.hpp"

#include <cmath>

#include "audio/decode.hpp"
#include "audio_files.hpp"
#include "base/error.hpp"
#include "encoded_movie.hpp"

namespace serhost::audio {
namespace {

std::string fault_of_movie(const std::filesystem::path& file) {
  try {
    decode(file);
  } catch (const DataError& error) { return error.what(); }
  return "";
}

std::vector<float> sung(std::size_t count) {
  std::vector<float> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(0.3F * static_cast<float>(std::sin(0.05 * static_cast<double>(i))));
  return out;
}

TEST(Movie, IsKnownByItsFirstBytes) {
  EXPECT_TRUE(
      is_movie(std::string_view("\0\0\0\x1C"
                                "ftypM4A ",
                                12)));
  EXPECT_TRUE(is_movie("\x1A\x45\xDF\xA3\x01"));
  EXPECT_FALSE(is_movie("RIFF\x24\0\0\0WAVE"));
  EXPECT_FALSE(is_movie(""));
}

TEST(Movie, ThatIsNoneSaysHowToConvertIt) {
  Folder folder;
  const auto mp4 = write_bytes(folder / "a.m4a",
                               std::string("\0\0\0\x1C", 4) + "ftypM4A " + std::string(100, '\0'));
  EXPECT_NE(fault_of_movie(mp4).find("found MP4 or M4A; convert it to wav"), std::string::npos)
      << fault_of_movie(mp4);
  const auto mkv = write_bytes(folder / "a.mkv", "\x1A\x45\xDF\xA3" + std::string(100, '\1'));
  EXPECT_NE(fault_of_movie(mkv).find("found Matroska or WebM"), std::string::npos)
      << fault_of_movie(mkv);
}

TEST(Movie, IsDecodedToTheSamplesThatWereEncoded) {
  if (!can_encode()) GTEST_SKIP() << "libav is not here: m4a, mp4 and mkv are not read";
  Folder folder;
  const auto samples = sung(20000);
  for (const char* name : {"a: b.m4a", "a.mkv", "a.mp4"}) {
    encode(folder / name, samples, 16000);
    const auto found = decode(folder / name);
    ASSERT_EQ(found.sample_rate, 16000) << name;
    // The silence that the coder puts in front is taken off, as an MP4 file says it; behind the end
    // a frame may be left.
    ASSERT_GE(found.samples.size(), samples.size()) << name;
    EXPECT_LT(found.samples.size(), samples.size() + 2048) << name;
    double error = 0.0, power = 0.0;
    for (std::size_t i = 2000; i < 18000; ++i) {
      error += std::pow(found.samples[i] - samples[i], 2);
      power += std::pow(samples[i], 2);
    }
    // Matroska does not say how much silence a coder of AAC puts in front.
    if (!std::string(name).ends_with(".mkv"))
      EXPECT_LT(error, 0.001 * power) << name << ": shifted, or another sound";
    EXPECT_EQ(info(folder / name).frames, static_cast<std::int64_t>(found.samples.size()));
    const auto part = decode(folder / name, {.start = 0.5, .end = 0.75, .channel = {}});
    ASSERT_EQ(part.samples.size(), 4000u);
    EXPECT_EQ(part.samples.front(), found.samples[8000]);
  }
}

TEST(Movie, ThatIsCutOffIsRefused) {
  if (!can_encode()) GTEST_SKIP() << "libav is not here: m4a, mp4 and mkv are not read";
  Folder folder;
  encode(folder / "a.m4a", sung(64000), 16000);
  const auto size = std::filesystem::file_size(folder / "a.m4a");
  std::filesystem::resize_file(folder / "a.m4a", size / 2);
  EXPECT_NE(fault_of_movie(folder / "a.m4a"), "");
}

}  // namespace
}  // namespace serhost::audio
