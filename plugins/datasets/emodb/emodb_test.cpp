// EmoDB: file names are read right, also on the real recordings where they are at hand.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <serhost/testing/dataset.hpp>

namespace {

namespace fs = std::filesystem;

class EmoDbTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }
  void put(const std::string& name) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "x";
  }
  std::vector<serhost::Utterance> read(const fs::path& root) {
    return serhost::testing::make_dataset("emodb", {}, root)->utterances();
  }
  std::string fault(const fs::path& root) {
    try {
      read(root);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }

  fs::path root_ = fs::temp_directory_path() / ("serhost_emodb_" + std::to_string(::getpid()));
};

TEST_F(EmoDbTest, FileNamesGiveSpeakerTextEmotionAndVersion) {
  put("wav/16b10Tb.wav");
  const auto one = read(root_).at(0);
  EXPECT_EQ(one.key, "16b10Tb");
  EXPECT_EQ(one.speaker, "16");
  EXPECT_EQ(one.gender, "female");
  EXPECT_EQ(one.sentence, "b10");
  EXPECT_EQ(one.label, "sadness");
  EXPECT_EQ(one.corpus_label, "T");
  EXPECT_EQ(one.extra.at("version"), "b");
  EXPECT_EQ(one.audio, root_ / "wav/16b10Tb.wav");
  serhost::testing::expect_conforms(*serhost::testing::make_dataset("emodb", {}, root_));
  EXPECT_FALSE(one.session.has_value());
}

TEST_F(EmoDbTest, SevenLettersAreSevenEmotions) {
  std::map<std::string, std::string> got;
  for (const char letter : std::string("WLEAFTN")) put(std::string("wav/03a01") + letter + "a.wav");
  for (const auto& one : read(root_)) got[one.corpus_label] = one.label.value();
  EXPECT_EQ(got, (std::map<std::string, std::string>{{"W", "anger"},
                                                     {"L", "boredom"},
                                                     {"E", "disgust"},
                                                     {"A", "fear"},
                                                     {"F", "happiness"},
                                                     {"T", "sadness"},
                                                     {"N", "neutral"}}));
}

TEST_F(EmoDbTest, RootMayBeALevelUpOrDownAndGivesTheSameKeys) {
  put("emodb/wav/03a01Fa.wav");
  put("emodb/wav/._03a01Fa.wav");
  put("emodb/wav/notes.txt");
  for (const auto& root : {root_, root_ / "emodb", root_ / "emodb/wav"}) {
    const auto got = read(root);
    ASSERT_EQ(got.size(), 1U) << root;
    EXPECT_EQ(got[0].key, "03a01Fa");
  }
}

TEST_F(EmoDbTest, AWrongRootIsNamedWithWhatWasLookedFor) {
  put("other/song.wav");
  EXPECT_NE(fault(root_).find("03a01Fa.wav"), std::string::npos) << fault(root_);
  EXPECT_NE(fault(root_ / "none").find("no such folder"), std::string::npos);
  EXPECT_NE(fault({}).find("root is not set"), std::string::npos);
}

TEST_F(EmoDbTest, TwoCopiesAreAmbiguous) {
  put("a/03a01Fa.wav");
  put("b/03a01Fa.wav");
  EXPECT_NE(fault(root_).find("twice"), std::string::npos);
}

TEST(EmoDbRecordings, OfFourEmotionsAreComplete) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || !fs::exists(fs::path(data) / "emodb"))
    GTEST_SKIP() << "SERHOST_TEST_DATA does not name a folder with emodb";
  std::map<std::string, int> labels, speakers;
  for (const auto& one :
       serhost::testing::make_dataset("emodb", {}, fs::path(data) / "emodb")->utterances()) {
    ++labels[one.label.value()];
    ++speakers[one.speaker.value()];
  }
  EXPECT_EQ(labels["anger"], 127);
  EXPECT_EQ(labels["happiness"], 71);
  EXPECT_EQ(labels["neutral"], 79);
  EXPECT_EQ(labels["sadness"], 62);
  EXPECT_EQ(speakers.size(), 10U);
  EXPECT_EQ(speakers["03"], 49);
  EXPECT_EQ(speakers["09"], 43);
}

}  // namespace
