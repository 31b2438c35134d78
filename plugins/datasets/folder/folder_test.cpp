// The folder layout: labels, keys, speakers, what is skipped, and the errors of a wrong root or
// option.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <serhost/testing/dataset.hpp>

namespace {

namespace fs = std::filesystem;

class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }
  void put(const std::string& name) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "x";
  }
  std::vector<serhost::Utterance> read(const std::vector<std::string>& options = {}) {
    return serhost::testing::make_dataset("folder", options, root_)->utterances();
  }
  std::string fault(const std::vector<std::string>& options = {}) {
    try {
      read(options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }

  fs::path root_ = fs::temp_directory_path() / ("serhost_folder_" + std::to_string(::getpid()));
};

TEST_F(FolderTest, TheFirstFolderIsTheLabelAndThePathTheKey) {
  put("sad/take2/b.WAV");
  put("angry/a.flac");
  const auto got = read();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "angry/a.flac");
  EXPECT_EQ(got[0].label, "angry");
  EXPECT_EQ(got[0].corpus_label, "angry");
  EXPECT_FALSE(got[0].speaker.has_value());
  EXPECT_EQ(got[1].key, "sad/take2/b.WAV");
  EXPECT_EQ(got[1].label, "sad");
  EXPECT_EQ(got[1].audio, root_ / "sad/take2/b.WAV");
  serhost::testing::expect_conforms(*serhost::testing::make_dataset("folder", {}, root_));
}

TEST_F(FolderTest, HiddenFilesTextsAndFilesWithoutALabelAreLeftOut) {
  put("sad/a.wav");
  put("sad/._a.wav");
  put(".trash/b.wav");
  put("sad/notes.txt");
  put("loose.wav");
  ASSERT_EQ(read().size(), 1U);
}

TEST_F(FolderTest, ExtensionsCanBeChosen) {
  put("sad/a.wav");
  put("sad/b.mp3");
  const auto got = read({"extensions=[\".MP3\"]"});
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].key, "sad/b.mp3");
}

TEST_F(FolderTest, TheFirstGroupIsTheSpeaker) {
  put("sad/ann_01.wav");
  put("sad/bob_02.wav");
  const auto got = read({"speaker=^([a-z]+)_"});
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].speaker, "ann");
  EXPECT_EQ(got[1].speaker, "bob");
}

TEST_F(FolderTest, AFileNameWithoutASpeakerIsAnError) {
  put("sad/ann_01.wav");
  put("sad/77.wav");
  const auto text = fault({"speaker=^([a-z]+)_"});
  EXPECT_NE(text.find("1 of 2 file names, such as sad/77.wav"), std::string::npos) << text;
}

TEST_F(FolderTest, ABadExpressionIsAnError) {
  put("sad/a.wav");
  EXPECT_NE(fault({"speaker=(a"}).find("not a regular expression"), std::string::npos);
  EXPECT_NE(fault({"speaker=a"}).find("no group"), std::string::npos);
}

TEST_F(FolderTest, ARootWithoutLabelsSaysWhatWasLookedFor) {
  put("a.wav");
  EXPECT_NE(fault().find("one folder per label"), std::string::npos) << fault();
}

TEST_F(FolderTest, ALinkThatLeadsBackUpIsNotFollowedForEver) {
  put("sad/a.wav");
  fs::create_directory_symlink(root_, root_ / "sad/up");
  EXPECT_EQ(read().size(), 1U);
}

}  // namespace
