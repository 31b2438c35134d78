// Tar shards written here, byte for byte as tar writes them, and damaged ones.
#include <gtest/gtest.h>

#include <random>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

std::string octal(std::uint64_t value, int digits) {
  std::string out(static_cast<std::size_t>(digits), '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, value /= 8)
    *at = static_cast<char>('0' + value % 8);
  return out + '\0';
}

std::string member(const std::string& name, const std::string& content, char type = '0') {
  std::string header(512, '\0');
  header.replace(0, std::min<std::size_t>(name.size(), 100), name.substr(0, 100));
  header.replace(124, 12, octal(content.size(), 11));
  header[156] = type;
  header.replace(257, 6, std::string("ustar\0", 6));
  header.replace(148, 8, "        ");
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  header.replace(148, 8, octal(sum, 6) + ' ');
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}

const std::string kEnd(1024, '\0');

/// 16-bit PCM of two channels: the samples 0x1000 and 0x3000 again and again.
std::string wave(std::uint32_t frames) {
  std::string out;
  const auto number = [&out](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  };
  out += "RIFF", number(36 + 4 * frames, 4), out += "WAVEfmt ", number(16, 4);
  number(1, 2), number(2, 2), number(8000, 4), number(32000, 4), number(4, 2), number(16, 2);
  out += "data", number(4 * frames, 4);
  for (std::uint32_t i = 0; i < frames; ++i) number(0x1000, 2), number(0x3000, 2);
  return out;
}

class WebDatasetTest : public ::testing::Test {
 protected:
  std::shared_ptr<serhost::Dataset> dataset(const std::vector<std::string>& options = {}) {
    return make_dataset("webdataset", options, folder_.path());
  }
  std::string fault() {
    try {
      dataset()->utterances();
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(WebDatasetTest, NotEverySampleNeedsEveryColumn) {
  folder_.write("s.tar", member("a.wav", wave(2)) + member("a.json", "{\"mood\": \"sad\"}") +
                             member("b.wav", wave(2)) + kEnd);
  const auto got = dataset({"column_names=[\"label=mood\"]"})->utterances();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].label, "sad");
  EXPECT_FALSE(got[1].label.has_value());
}

TEST_F(WebDatasetTest, LabelsAreInJsonOrInCls) {
  folder_.write("train-000000.tar",
                member("./x/a.wav", wave(8)) +
                    member("./x/a.json", "{\"emotion\": \"sad\", \"speaker_id\": 7}") +
                    member("b.flac", "x") + member("b.cls", "angry\n") +
                    member("b.txt", "so what") + member("c.jpg", "x") + kEnd);
  const auto got = dataset()->utterances();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "b");
  EXPECT_EQ(got[0].label, "angry");
  EXPECT_EQ(got[0].text, "so what");
  EXPECT_EQ(got[1].key, "x/a");
  EXPECT_EQ(got[1].label, "sad");
  EXPECT_EQ(got[1].speaker, "7");
  EXPECT_EQ(got[1].split, "train");
  EXPECT_EQ(got[1].audio, folder_.path() / "train-000000.tar");
}

TEST_F(WebDatasetTest, AudioIsReadInPlace) {
  folder_.write("s.tar", member("a.txt", "before") + member("a.wav", wave(8)) + kEnd);
  const auto data = dataset();
  auto one = data->utterances().at(0);
  const auto& reader = dynamic_cast<const serhost::ReadsAudio&>(*data);
  auto got = reader.read(one);
  EXPECT_EQ(got.sample_rate, 8000);
  EXPECT_EQ(got.samples, std::vector<float>(8, 0.25F)) << "the average of 1/8 and 3/8";
  one.channel = 1;
  one.start = 0.0005;  // four frames
  got = reader.read(one);
  EXPECT_EQ(got.samples, std::vector<float>(4, 0.375F));
  one.channel = 2;
  EXPECT_THROW(reader.read(one), std::runtime_error);
}

TEST_F(WebDatasetTest, ALongNameIsThatOfTheMemberBehindItEvenOfAFolder) {
  folder_.write("s.tar", member("././@LongLink", std::string(150, 'd') + '\0', 'L') +
                             member(std::string(100, 'd'), "", '5') + member("a.wav", wave(2)) +
                             member("a.cls", "angry") + kEnd);
  const auto got = dataset()->utterances();
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].key, "a");
  EXPECT_EQ(got[0].label, "angry");
}

TEST_F(WebDatasetTest, LongNamesOfGnuAndPaxAreWhole) {
  const std::string name(150, 'n');
  folder_.write("s.tar", member("././@LongLink", name + "g.wav" + '\0', 'L') +
                             member(name.substr(0, 100), wave(2)) +
                             member("PaxHeaders/x", "170 path=" + name + "p.wav\n", 'x') +
                             member(name.substr(0, 100), wave(2)) + kEnd);
  const auto got = dataset()->utterances();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, name + "g");
  EXPECT_EQ(got[1].key, name + "p");
}

TEST_F(WebDatasetTest, OneKeyInTwoShardsIsAFault) {
  folder_.write("a.tar", member("k.wav", wave(2)) + kEnd);
  folder_.write("b.tar", member("k.wav", wave(2)) + kEnd);
  EXPECT_SAYS(fault(), "b.tar: the key 'k' is already in");
}

TEST_F(WebDatasetTest, DamagedArchivesAreNamedAndDoNoHarm) {
  const auto whole = member("a.wav", wave(200)) + member("a.json", "{\"label\": \"x\"}") + kEnd;
  folder_.write("s.tar", whole.substr(0, 900));
  EXPECT_SAYS(fault(), "s.tar: is no whole tar archive: at byte 0 a member of 844 bytes");
  folder_.write("s.tar", "no archive at all" + std::string(600, 'x'));
  EXPECT_SAYS(fault(), "there is no header");
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    auto text = whole;
    for (int i = 0; i < 3; ++i) text[random() % text.size()] = static_cast<char>(random());
    folder_.write("s.tar", text.substr(0, random() % (text.size() + 1)));
    try {
      const auto data = dataset();
      for (const auto& one : data->utterances())
        dynamic_cast<const serhost::ReadsAudio&>(*data).read(one);
    } catch (const std::exception& error) {
      EXPECT_SAYS(std::string(error.what()), folder_.path().string());
    }
  }
}

}  // namespace
