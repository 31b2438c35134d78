// CMU-MOSEI: transcripts, answers of workers and folds as the corpus has them, and MMSA's list.
#include <gtest/gtest.h>

#include <map>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

class MoseiTest : public ::testing::Test {
 protected:
  void segment(const std::string& video, const std::string& rest) {
    folder_.write("Raw/Transcript/Segmented/Combined/" + video + ".txt", video + "___" + rest);
  }
  void answers(const std::string& rows) {
    folder_.write("Raw/Labels/a.csv",
                  "Input.VIDEO_ID,Input.CLIP,WorkerId,Answer.sentiment,Answer.anger,Answer.fear,"
                  "Answer.happiness\n" +
                      rows);
  }
  std::vector<serhost::Utterance> read(const std::vector<std::string>& options = {}) {
    return make_dataset("mosei", options, folder_.path())->utterances();
  }
  std::string fault(const std::vector<std::string>& options = {}) {
    try {
      read(options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(MoseiTest, ASegmentIsASectionOfItsVideo) {
  segment("-a_", "3___-0.25___2.5___so ___ it goes\r\n");
  answers("x/y/-a_,3,W1,-1,0,0,0\n-a_,3,W2,-2,1,0,0\n");
  folder_.write("cmu_mosei_std_folds.py",
                "standard_train_fold=['b']\nstandard_valid_fold=[ \"-a_\",\n]\n"
                "standard_test_fold=['c', '123']\n");
  const auto one = read().at(0);
  EXPECT_EQ(one.key, "-a_/3");
  EXPECT_EQ(one.audio, folder_.path() / "Raw/Audio/Full/WAV_16000/-a_.wav");
  EXPECT_EQ(one.start, 0.0) << "some begin before their video";
  EXPECT_EQ(one.end, 2.5);
  EXPECT_EQ(one.text, "so ___ it goes");
  EXPECT_EQ(one.session, "-a_");
  EXPECT_EQ(one.label, "negative");
  EXPECT_EQ(one.dimensions.at("sentiment"), -1.5);
  EXPECT_EQ(one.dimensions.at("anger"), 0.5);
  EXPECT_EQ(one.extra.at("sentiment_7"), "-2");
  EXPECT_EQ(one.split, "validation");
}

TEST_F(MoseiTest, SevenClassesAreRoundedAsTheCorpusDoes) {
  const std::map<std::string, std::string> expected = {
      {"-2.2", "-3"}, {"-2", "-2"}, {"-1.2", "-2"}, {"-1", "-1"}, {"-0.1", "-1"}, {"0", "0"},
      {"0.1", "1"},   {"1", "1"},   {"1.1", "2"},   {"2", "2"},   {"2.1", "3"},   {"3", "3"}};
  std::string rows = "video_id,clip_id,text,label,annotation,mode\n";
  for (const auto& [sentiment, seven] : expected)
    rows += sentiment + ",1,t," + sentiment + ",x,valid\n";
  folder_.write("label.csv", rows);
  std::map<std::string, std::string> got;
  for (const auto& one : read()) {
    got[one.session.value()] = one.extra.at("sentiment_7");
    EXPECT_EQ(one.split, "validation");
  }
  EXPECT_EQ(got, expected);
}

TEST_F(MoseiTest, TheEmotionRatedHighestMayBeTheLabel) {
  segment("v", "1___0___1___t\nv___2___1___2___t\nv___3___2___3___t\n");
  answers("v,1,W,1,0.5,0,2\nv,2,W,1,1,0,1\nv,3,W,1,0,0,0\n");
  const auto got = read({"target=emotion"});
  EXPECT_EQ(got[0].label, "happiness");
  EXPECT_GT(got[0].votes.at("happiness"), 0.0) << "intensities, for several labels per clip";
  EXPECT_FALSE(got[0].votes.contains("sentiment"));
  EXPECT_FALSE(got[1].label.has_value()) << "two are highest";
  EXPECT_FALSE(got[2].label.has_value()) << "none is there";
  EXPECT_EQ(got[2].dimensions.at("sentiment"), 1.0);
}

TEST_F(MoseiTest, MmsaRatesSentimentAlone) {
  folder_.write("label.csv",
                "video_id,clip_id,text,label,mode\n-3g5yACwYnA,10,\"KEY, part\",1.0,train\n");
  folder_.write("Raw/-3g5yACwYnA/10.mp4", "x");
  const auto one = read().at(0);
  EXPECT_EQ(one.key, "-3g5yACwYnA/10");
  EXPECT_EQ(one.audio, folder_.path() / "Raw/-3g5yACwYnA/10.mp4");
  EXPECT_EQ(one.label, "positive");
  EXPECT_EQ(one.split, "train");
  EXPECT_SAYS(fault({"target=emotion"}), "needs the corpus's own Raw/Labels");
}

TEST_F(MoseiTest, FaultsNameTheirLine) {
  segment("v", "1___0___1___t\nw___2___1___2___t\nv___3___2___1___t\n");
  answers("v,1,W,much,0,0,0\n,2,W,1,0,0,0\n");
  EXPECT_SAYS(fault(), "v.txt:2: is no segment; expected v___clip___start___end___text");
  EXPECT_SAYS(fault(), "v.txt:3: is no segment");
  EXPECT_SAYS(fault(), "a.csv:2: Answer.sentiment is 'much'; expected a number");
  EXPECT_SAYS(fault(), "a.csv:3: has no Input.VIDEO_ID or Input.CLIP");
}

TEST_F(MoseiTest, FoldsThatShareAVideoAreAnError) {
  folder_.write("label.csv", "video_id,clip_id,text,label,mode\nv,1,t,1,train\n");
  folder_.write("cmu_mosei_std_folds.py",
                "standard_train_fold=['v']\nstandard_valid_fold=[]\nstandard_test_fold=['v']\n");
  EXPECT_SAYS(fault(), "'v' is in train and in test");
  folder_.write("cmu_mosei_std_folds.py", "standard_train_fold=['v\n");
  EXPECT_SAYS(fault(), "holds no list standard_train_fold");
}

}  // namespace
