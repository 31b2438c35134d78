// Kaldi data folders: what their files mean, what is refused, and hostile lines.
#include <gtest/gtest.h>

#include <random>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

class KaldiTest : public ::testing::Test {
 protected:
  std::vector<serhost::Utterance> read(const std::vector<std::string>& options = {}) {
    return make_dataset("kaldi", options, folder_.path() / "data")->utterances();
  }
  std::string fault(const std::vector<std::string>& options = {}) {
    try {
      read(options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(KaldiTest, SegmentsAreSectionsOfRecordings) {
  folder_.write("data/wav.scp", "rec /abs/long file.wav\nother  rel/x.flac\n");
  folder_.write("data/segments", "bob-2 rec 1.5 2.25\nbob-3 other 0 -1\n");
  folder_.write("data/utt2spk", "bob-2 bob\nbob-3 bob\n");
  folder_.write("data/utt2emo", "bob-2 ang\r\nbob-3 very sad\n");
  folder_.write("data/spk2gender", "bob m\n");
  folder_.write("data/text", "bob-2 well, well\n");
  const auto got = read();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "bob-2");
  EXPECT_EQ(got[0].audio, "/abs/long file.wav");
  EXPECT_EQ(got[0].start, 1.5);
  EXPECT_EQ(got[0].end, 2.25);
  EXPECT_EQ(got[0].label, "ang");
  EXPECT_EQ(got[0].speaker, "bob");
  EXPECT_EQ(got[0].gender, "male");
  EXPECT_EQ(got[0].text, "well, well");
  EXPECT_EQ(got[1].audio, folder_.path() / "data/rel/x.flac");
  EXPECT_EQ(got[1].label, "very sad");
  EXPECT_FALSE(got[1].end.has_value()) << "-1 is the end of the recording";
}

TEST_F(KaldiTest, WithoutSegmentsRecordingsAreUtterances) {
  folder_.write("data/train/wav.scp", "a wav/a.wav\n");
  folder_.write("data/dev/wav.scp", "b wav/b.wav\n");
  folder_.write("data/train/utt2class", "a happy\n");
  folder_.write("wav/a.wav", "x");
  const auto got = read({"labels_file=utt2class"});
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].audio, folder_.path() / "wav/a.wav") << "two folders above";
  EXPECT_EQ(got[0].label, "happy");
  EXPECT_EQ(got[0].split, "train");
  EXPECT_EQ(got[1].split, "validation");
  EXPECT_FALSE(got[1].label.has_value());
}

TEST_F(KaldiTest, CommandsAndArchivesAreRefusedWithTheReason) {
  folder_.write("data/wav.scp",
                "a sph2pipe -f wav a.sph |\nb raw.ark:20\nc rm -rf /tmp/x|\nd fine.wav\n");
  EXPECT_SAYS(fault(), "wav.scp:1: 'a' is a command, and commands in lists are not run");
  EXPECT_SAYS(fault(), "wav.scp:2: 'b' is a place in an archive of Kaldi");
  EXPECT_SAYS(fault(), "wav.scp:3: 'c' is a command");
  EXPECT_EQ(fault().find("wav.scp:4"), std::string::npos);
}

TEST_F(KaldiTest, FaultsNameTheirLine) {
  folder_.write("data/wav.scp", "a a.wav\na b.wav\nc\n");
  EXPECT_SAYS(fault(), "wav.scp:2: 'a' is already in line 1");
  EXPECT_SAYS(fault(), "wav.scp:3: has nothing behind 'c'");
  folder_.write("data/wav.scp", "a a.wav\n");
  folder_.write("data/segments", "u1 b 0 1\nu2 a 1 0.5\nu3 a nan 1\nu4 a 0\n");
  EXPECT_SAYS(fault(), "segments:1: the recording 'b' is not in wav.scp");
  for (const char* line : {"segments:2:", "segments:3:", "segments:4:"}) EXPECT_SAYS(fault(), line);
  EXPECT_SAYS(fault({"labels_file=../x"}), "expected the name of a file beside wav.scp");
}

TEST_F(KaldiTest, NoBytesOfItsFilesDoHarm) {
  std::mt19937 random(7);
  const std::string alphabet = "ab1 \t\n\r:|.-\"\\\xff\xc3\xa4/%";
  for (int round = 0; round < 200; ++round) {
    for (const char* file : {"wav.scp", "segments", "utt2spk", "utt2emo"}) {
      std::string text = "a a.wav\n";
      for (unsigned i = random() % 60; i > 0; --i) text += alphabet[random() % alphabet.size()];
      folder_.write(std::string("data/") + file, text);
    }
    try {
      std::string before;
      for (const auto& one : read()) {
        EXPECT_LT(before, one.key);
        before = one.key;
        EXPECT_TRUE(one.audio.is_absolute());
        EXPECT_TRUE(!one.end || *one.end > one.start.value_or(0.0));
      }
    } catch (const std::exception& error) {
      EXPECT_SAYS(std::string(error.what()), folder_.path().string());
    }
  }
}

}  // namespace
