// Hugging Face's folders: lists in the root and in parts, folders alone, and what is refused.
#include <gtest/gtest.h>

#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

class AudioFolderTest : public ::testing::Test {
 protected:
  std::vector<serhost::Utterance> read(const std::vector<std::string>& options = {}) {
    return make_dataset("audiofolder", options, folder_.path())->utterances();
  }
  std::string fault(const std::vector<std::string>& options = {}) {
    try {
      read(options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(AudioFolderTest, AListInTheRootNamesFilesOfParts) {
  folder_.write("metadata.csv",
                "file_name,emotion,age\ntrain/a.wav,sad,31\ntest/b.wav,angry,\nc.wav,sad,\n");
  const auto got = read();
  ASSERT_EQ(got.size(), 3U);
  EXPECT_EQ(got[0].key, "c.wav");
  EXPECT_FALSE(got[0].split.has_value());
  EXPECT_EQ(got[1].key, "test/b.wav");
  EXPECT_EQ(got[1].audio, folder_.path() / "test/b.wav");
  EXPECT_EQ(got[1].label, "angry");
  EXPECT_EQ(got[1].split, "test");
  EXPECT_EQ(got[2].split, "train");
  EXPECT_EQ(got[2].extra.at("age"), "31");
}

TEST_F(AudioFolderTest, AListInAPartIsOfThatPart) {
  folder_.write("validation/metadata.jsonl",
                "{\"file_name\": \"x/a.wav\", \"mood\": \"calm\", \"speaker_id\": 7}\n");
  const auto one = read({"column_names=[\"label=mood\"]"}).at(0);
  EXPECT_EQ(one.key, "validation/x/a.wav");
  EXPECT_EQ(one.label, "calm");
  EXPECT_EQ(one.speaker, "7");
  EXPECT_EQ(one.split, "validation");
}

TEST_F(AudioFolderTest, WithoutAListFoldersAreLabels) {
  folder_.write("train/angry/a.wav", "x");
  folder_.write("test/sad/deep/b.flac", "x");
  folder_.write("test/loose.wav", "x");
  const auto got = read();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].label, "deep") << "the folder of the file, as Hugging Face has it";
  EXPECT_EQ(got[0].split, "test");
  EXPECT_EQ(got[1].label, "angry");
  EXPECT_EQ(got[1].split, "train");
}

TEST_F(AudioFolderTest, WhatIsNotReadSaysWhatToDo) {
  folder_.write("data/train-00000-of-00001.parquet", "PAR1");
  EXPECT_SAYS(fault(), "plugin = \"parquet\" reads it");
  folder_.write("metadata.csv", "file_name,emotion\n/etc/a.wav,sad\n,sad\n");
  EXPECT_SAYS(fault(), "metadata.csv:2: file_name is '/etc/a.wav'; expected a path below");
  EXPECT_SAYS(fault(), "metadata.csv:3: has no file_name");
}

TEST_F(AudioFolderTest, TwoListsOfOneFileAreAFault) {
  folder_.write("metadata.csv", "file_name,label\ntrain/a.wav,sad\n");
  folder_.write("train/metadata.csv", "file_name,label\na.wav,angry\n");
  EXPECT_SAYS(fault(), "the key 'train/a.wav' is already in");
}

}  // namespace
