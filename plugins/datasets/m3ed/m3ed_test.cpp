// M3ED: the structure of annotation.json and the names of files as published.
#include <gtest/gtest.h>

#include <map>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

std::string utterance(const std::string& id, const std::string& speaker,
                      const std::string& emotions) {
  return "\"" + id + "\": {\"Text\": \"t\", \"Speaker\": \"" + speaker +
         "\", \"EmoAnnotation\": {" + emotions + "}}";
}

class M3edTest : public ::testing::Test {
 protected:
  void annotation(const std::string& text) { folder_.write("annotation.json", text); }
  std::vector<serhost::Utterance> read() {
    return make_dataset("m3ed", {}, folder_.path())->utterances();
  }
  std::string fault() {
    try {
      read();
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(M3edTest, AnUtteranceGivesAClip) {
  annotation(
      "{\"shaonianpai\": {\"shaonianpai_1\": {\"SpeakerInfo\": {\"A\": {\"Name\": \"Ann\"}}, "
      "\"Dialog\": {" +
      utterance("shaonianpai_1_12", "A",
                "\"EmoAnnotator1\": \"Sad\", \"EmoAnnotator2\": \"Anger,Sad\", "
                "\"final_mul_emo\": \"Sad,Anger\", \"final_main_emo\": \"Sad\"") +
      "}}}}");
  folder_.write("splitInfo/movie_list_val.txt", "shaonianpai\r\n");
  const auto one = read().at(0);
  EXPECT_EQ(one.key, "shaonianpai_1_12");
  EXPECT_EQ(one.audio, folder_.path() / "modality_speech/A_shaonianpai_1_12.wav");
  EXPECT_EQ(one.label, "sadness");
  EXPECT_EQ(one.speaker, "shaonianpai_Ann");
  EXPECT_EQ(one.session, "shaonianpai");
  EXPECT_EQ(one.dialogue, "shaonianpai_1");
  EXPECT_EQ(one.turn, 12);
  EXPECT_EQ(one.text, "t");
  EXPECT_EQ(one.split, "validation");
  EXPECT_EQ(one.votes, (std::map<std::string, double>{{"sadness", 1.5}, {"anger", 0.5}}));
}

TEST_F(M3edTest, OneLetterIsAnotherPersonInEachDialogueAndOneNameInEachSeries) {
  const auto emotion = "\"final_main_emo\": \"Neutral\"";
  annotation("{\"x\": {\"x_1\": {\"SpeakerInfo\": {\"A\": {\"Name\": \"Ann\"}}, \"Dialog\": {" +
             utterance("x_1_1", "A", emotion) +
             "}}, \"x_2\": {\"SpeakerInfo\": {\"A\": {\"Name\": \"Bob\"}, \"B\": {\"Name\": "
             "\"Ann\"}}, \"Dialog\": {" +
             utterance("x_2_1", "A", emotion) + ", " + utterance("x_2_2", "B", emotion) +
             "}}}, \"y\": {\"y_1\": {\"SpeakerInfo\": {\"A\": {\"Name\": \"Ann\"}}, \"Dialog\": "
             "{" +
             utterance("y_1_1", "A", emotion) + "}}}}");
  std::map<std::string, std::string> speakers;
  for (const auto& one : read()) speakers[one.key] = one.speaker.value();
  EXPECT_EQ(speakers,
            (std::map<std::string, std::string>{
                {"x_1_1", "x_Ann"}, {"x_2_1", "x_Bob"}, {"x_2_2", "x_Ann"}, {"y_1_1", "y_Ann"}}));
}

TEST_F(M3edTest, FaultsNameTheUtterance) {
  annotation("{\"x\": {\"x_1\": {\"Dialog\": {" +
             utterance("x_1_1", "A", "\"final_main_emo\": \"Jolly\"") + "}}, \"x_2\": {}}}");
  EXPECT_SAYS(fault(),
              "annotation.json: 'x_1_1' of 'x' has speaker 'A' and final_main_emo 'Jolly'");
  EXPECT_SAYS(fault(), "'x', 'x_2' has no object Dialog");
  annotation("{\"x\": ");
  EXPECT_SAYS(fault(), "is not JSON, or not all of it");
  annotation("{\"x\": " + std::string(100, '[') + std::string(100, ']') + "}");
  EXPECT_SAYS(fault(), "nests brackets more than 32 deep");
}

TEST_F(M3edTest, ASeriesInTwoPartsIsAnError) {
  annotation("{}");
  folder_.write("splitInfo/movie_list_train.txt", "x\n");
  folder_.write("splitInfo/movie_list_test.txt", "y\nx\n");
  EXPECT_SAYS(fault(), "movie_list_test.txt:2: 'x' is in test and in train");
}

}  // namespace
