// MELD: trees of the official names; rows as the official lists have them.
#include <gtest/gtest.h>

#include <map>
#include <serhost/corpus_facts.hpp>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

const std::string kHeader =
    "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,"
    "EndTime\r\n";

class MeldTest : public ::testing::Test {
 protected:
  void list(const std::string& part, const std::string& rows) {
    folder_.write(part + "_sent_emo.csv", kHeader + rows);
  }
  std::vector<serhost::Utterance> read(const std::string& below = "") {
    return make_dataset("meld", {}, folder_.path() / below)->utterances();
  }
  std::string fault(const std::string& below = "") {
    try {
      read(below);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(MeldTest, ARowGivesAClip) {
  list("dev",
       "4,\"Okay, \xE2\x80\x9Cyou\xE2\x80\x9D!\",Ross,joy,positive,3,11,8,21,\"00:16:16,059\","
       "\"00:16:21,731\"\r\n");
  folder_.write("dev/dev_splits_complete/dia3_utt11.mp4", "x");
  const auto one = read().at(0);
  EXPECT_EQ(one.key, "dev/dia3_utt11");
  EXPECT_EQ(one.audio, folder_.path() / "dev/dev_splits_complete/dia3_utt11.mp4");
  EXPECT_EQ(one.label, "happiness");
  EXPECT_EQ(one.corpus_label, "joy");
  EXPECT_EQ(one.speaker, "Ross");
  EXPECT_EQ(one.dialogue, "dev/3");
  EXPECT_EQ(one.turn, 11);
  EXPECT_EQ(one.text, "Okay, \xE2\x80\x9Cyou\xE2\x80\x9D!");
  EXPECT_EQ(one.split, "validation");
  EXPECT_EQ(one.extra, (std::map<std::string, std::string>{
                           {"sentiment", "positive"}, {"season", "8"}, {"episode", "21"}}));
  folder_.write("dev/dev_splits_complete/dia3_utt11.wav", "x");
  EXPECT_EQ(read().at(0).audio.extension(), ".wav")
      << "what was taken out of the video comes first";
}

TEST_F(MeldTest, IdsBeginAnewInEachPart) {
  for (const char* part : {"train", "dev", "test"})
    list(part, "1,Hey!,Joey,neutral,neutral,0,0,1,1,\"00:00:01,000\",\"00:00:02,000\"\r\n");
  const auto got = read();
  ASSERT_EQ(got.size(), 3U);
  EXPECT_EQ(got[0].key, "dev/dia0_utt0");
  EXPECT_EQ(got[1].key, "test/dia0_utt0");
  EXPECT_EQ(got[1].audio.lexically_relative(folder_.path()),
            "test/output_repeated_splits_test/dia0_utt0.mp4");
  EXPECT_EQ(got[2].split, "train");
}

TEST_F(MeldTest, EmoBoxAndOthersLeaveAFolderOut) {
  list("dev", "1,Hey!,Joey,fear,negative,0,0,1,1,\"00:00:01,000\",\"00:00:02,000\"\r\n");
  folder_.write("dev_splits_complete/dia0_utt0.mp4", "x");
  EXPECT_EQ(read().at(0).audio, folder_.path() / "dev_splits_complete/dia0_utt0.mp4");
}

TEST_F(MeldTest, TwoClipsOfTheArchivesAreKnownToBeBad) {
  list("train", "1,Hey!,Joey,fear,negative,125,3,1,1,\"00:00:01,000\",\"00:00:02,000\"\r\n");
  const auto dataset = make_dataset("meld", {}, folder_.path());
  EXPECT_EQ(dataset->utterances().at(0).key, "train/dia125_utt3") << "the host leaves it out";
  const auto facts = dynamic_cast<const serhost::Documented&>(*dataset).facts();
  EXPECT_EQ(facts.known_bad.count("train/dia125_utt3"), 1U);
  EXPECT_EQ(facts.known_bad.count("dev/dia110_utt7"), 1U);
  std::int64_t labels = 0, splits = 0;
  for (const auto& [name, count] : facts.counts.labels) labels += count;
  for (const auto& [name, count] : facts.counts.splits) splits += count;
  EXPECT_EQ(labels, facts.counts.clips);
  EXPECT_EQ(splits, facts.counts.clips);
}

TEST_F(MeldTest, FaultsNameTheirLine) {
  list("test",
       "1,Hey!,Joey,jolly,positive,0,0,1,1,\"00:00:01,000\",\"00:00:02,000\"\r\n"
       "2,Hey!,Joey,joy,positive,0,x,1,1,\"00:00:01,000\",\"00:00:02,000\"\r\n");
  EXPECT_SAYS(fault(), "test_sent_emo.csv:2: Emotion is 'jolly'; expected one of anger, disgust");
  EXPECT_SAYS(fault(), "test_sent_emo.csv:3: Utterance_ID is 'x'; expected a whole number");
}

TEST_F(MeldTest, AWrongFolderIsNamedWithTheRightOne) {
  list("dev", "1,Hey!,Joey,fear,negative,0,0,1,1,\"00:00:01,000\",\"00:00:02,000\"\r\n");
  folder_.write("dev/notes.txt", "x");
  EXPECT_SAYS(fault("dev"), "set root to " + folder_.path().string());
}

}  // namespace
