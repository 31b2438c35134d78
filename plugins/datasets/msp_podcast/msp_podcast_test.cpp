// MSP-Podcast: columns and names as releases have them.
#include <gtest/gtest.h>

#include <map>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

const std::string kHeader = "FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set\n";

class MspPodcastTest : public ::testing::Test {
 protected:
  std::vector<serhost::Utterance> read() {
    return make_dataset("msp_podcast", {}, folder_.path())->utterances();
  }
  std::string fault() {
    try {
      read();
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(MspPodcastTest, ARowGivesAClip) {
  folder_.write("Labels/labels_consensus.csv",
                kHeader + "MSP-PODCAST_1023_0235.wav,H,5.2,6.0,4.4,97,Female,Development\n");
  const auto one = read().at(0);
  EXPECT_EQ(one.key, "MSP-PODCAST_1023_0235");
  EXPECT_EQ(one.audio, folder_.path() / "Audios/MSP-PODCAST_1023_0235.wav");
  EXPECT_EQ(one.label, "happiness");
  EXPECT_EQ(one.corpus_label, "H");
  EXPECT_EQ(one.speaker, "97");
  EXPECT_EQ(one.gender, "female");
  EXPECT_EQ(one.split, "validation") << "Development in newer releases, Validation in older ones";
  EXPECT_EQ(one.session, "1023");
  EXPECT_EQ(one.dimensions, (std::map<std::string, double>{
                                {"arousal", 5.2}, {"valence", 6.0}, {"dominance", 4.4}}));
}

TEST_F(MspPodcastTest, AllCodesAndPartsAreKnown) {
  std::string rows;
  int n = 0;
  for (const char code : std::string("AHSNUFDCOX"))
    rows += "MSP-PODCAST_0001_000" + std::to_string(n++) + ".wav," + code +
            ",1,1,1,Unknown,Unknown,Test2\n";
  folder_.write("label/labels_concensus.csv", kHeader + rows);
  folder_.write("Audio/MSP-PODCAST_0001_0000.wav", "x");
  std::map<std::string, std::string> got;
  for (const auto& one : read()) {
    got[one.corpus_label] = one.label.value_or("(none)");
    EXPECT_FALSE(one.speaker.has_value()) << "unknown speakers are not one person";
    EXPECT_FALSE(one.gender.has_value());
    EXPECT_EQ(one.split, "test2");
    EXPECT_EQ(one.audio.parent_path(), folder_.path() / "Audio");
  }
  EXPECT_EQ(got, (std::map<std::string, std::string>{{"A", "anger"},
                                                     {"C", "contempt"},
                                                     {"D", "disgust"},
                                                     {"F", "fear"},
                                                     {"H", "happiness"},
                                                     {"N", "neutral"},
                                                     {"O", "other"},
                                                     {"S", "sadness"},
                                                     {"U", "surprise"},
                                                     {"X", "(none)"}}));
}

TEST_F(MspPodcastTest, JsonSaysTheSameAsCsv) {
  folder_.write("Labels/labels_concensus.json",
                "{\"MSP-PODCAST_0001_0008.wav\": {\"SpkrID\": 127, \"EmoClass\": \"N\", "
                "\"Gender\": \"Male\", \"Split_Set\": \"Test1\", \"EmoAct\": 2.5}}");
  folder_.write("Labels/labels_detailed.json",
                "{\"MSP-PODCAST_0001_0008.wav\": {\"WORKER1\": {\"EmoClass_Major\": \"Angry\", "
                "\"EmoClass_Second\": \"Sad\"}, \"WORKER2\": {\"EmoClass_Major\": "
                "\"Other-tired\"}, \"WORKER3\": {\"EmoClass_Major\": \"Angry\"}}}");
  const auto one = read().at(0);
  EXPECT_EQ(one.speaker, "127");
  EXPECT_EQ(one.split, "test1");
  EXPECT_EQ(one.dimensions.at("arousal"), 2.5);
  EXPECT_EQ(one.votes, (std::map<std::string, double>{{"anger", 2.0}, {"other", 1.0}}));
}

TEST_F(MspPodcastTest, VotesAreInOneOfTwoColumns) {
  const std::string name = "MSP-PODCAST_0001_0008.wav";
  folder_.write("Labels/labels_concensus.csv", kHeader + name + ",N,1,1,1,1,Male,Train\n");
  folder_.write("Labels/labels_detailed.csv", "FileName,Workers,EmoClass_Major,EmoClass_Second\n" +
                                                  name + ",W1,Happy,\"Happy\"\n" + name +
                                                  ",W2,Neutral,\n");
  EXPECT_EQ(read().at(0).votes,
            (std::map<std::string, double>{{"happiness", 1.0}, {"neutral", 1.0}}));
  folder_.write("Labels/labels_detailed.csv",
                "FileName,EmoDetail\n" + name +
                    ",\"WORKER00000001; Disgust; Sad,Depressed; A:4.0; V:2.0; D:3.0;\"\n");
  EXPECT_EQ(read().at(0).votes, (std::map<std::string, double>{{"disgust", 1.0}}));
}

TEST_F(MspPodcastTest, FaultsNameTheirLine) {
  folder_.write("Labels/labels_concensus.csv",
                kHeader +
                    "MSP-PODCAST_0001_0008.wav,Q,1,1,1,1,Male,Train\n../x.wav,N,1,1,1,1,"
                    "Male,Train\n");
  EXPECT_SAYS(fault(), "labels_concensus.csv:2: EmoClass is 'Q'; expected one of A, C, D");
  EXPECT_SAYS(fault(), "labels_concensus.csv:3: has no FileName such as");
}

}  // namespace
