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
  EXPECT_NE(fault({"speaker=([a-z]+)(?=_)"}).find("speaker = '([a-z]+)(?=_)' looks ahead"),
            std::string::npos)
      << fault({"speaker=([a-z]+)(?=_)"});
  EXPECT_NE(fault({"speaker=" + std::string(20000, '(') + std::string(20000, ')')}).find("...'"),
            std::string::npos)
      << "a long one is told in short";
}

TEST_F(FolderTest, NoExpressionTakesLongForANameItDoesNotFit) {
  put("sad/" + std::string(200, 'a') + ".wav");
  EXPECT_NE(fault({"speaker=((([^/]*)*)*)*!"}).find("finds no speaker"), std::string::npos);
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

TEST_F(FolderTest, PartsAreNoLabels) {
  put("train/angry/a.wav");
  put("Test/sad/b.wav");
  EXPECT_NE(fault().find("'Test', 'train', look like parts"), std::string::npos) << fault();
  EXPECT_NE(fault().find("set layout = \"split/label\""), std::string::npos) << fault();
  const auto got = read({"layout=split/label"});
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].label, "sad");
  EXPECT_EQ(got[0].split, "Test");
  EXPECT_EQ(got[1].key, "train/angry/a.wav");
  EXPECT_EQ(got[1].label, "angry");
  EXPECT_EQ(read({"layout=label"}).at(1).label, "train") << "whoever says so means it";
}

TEST_F(FolderTest, SpeakersAreNoLabels) {
  for (const char* name : {"01/angry/a.wav", "01/sad/b.wav", "02/angry/c.wav"}) put(name);
  EXPECT_NE(fault().find("set layout = \"speaker/label\""), std::string::npos) << fault();
  const auto got = read({"layout=speaker/label"});
  ASSERT_EQ(got.size(), 3U);
  EXPECT_EQ(got[2].speaker, "02");
  EXPECT_EQ(got[2].label, "angry");
}

TEST_F(FolderTest, NumberedLabelsAndTakesInFoldersAreLabels) {
  put("1/a.wav");
  put("2/b.wav");
  EXPECT_EQ(read().at(0).label, "1") << "nothing lies below them";
  fs::remove_all(root_);
  for (const char* name : {"01Neutral/take1/a.wav", "02Happy/take1/b.wav", "angry2/x/c.wav"})
    put(name);
  EXPECT_EQ(read().size(), 3U);
}

TEST_F(FolderTest, ALayoutOfOtherWordsIsAnError) {
  put("sad/a.wav");
  EXPECT_NE(fault({"layout=speakers/label"}).find("names 'speakers'"), std::string::npos);
  EXPECT_NE(fault({"layout=split"}).find("does not say which folder is the label"),
            std::string::npos);
  EXPECT_NE(fault({"layout=label/label"}).find("'label' twice"), std::string::npos);
  EXPECT_NE(fault({"layout=speaker/label", "speaker=^(.)"}).find("both speaker and layout"),
            std::string::npos);
  EXPECT_NE(fault({"layout=speaker/label"}).find("layout = 'speaker/label'"), std::string::npos)
      << "a.wav lies in one folder only";
  EXPECT_EQ(read({"layout=label"}).size(), 1U);
}

}  // namespace
