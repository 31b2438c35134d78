// IEMOCAP on a made-up tree with its names and counts: labels, speakers, order of turns, and the
// faults of label files.
#include <gtest/gtest.h>

#include <map>
#include <serhost/testing/dataset.hpp>
#include <set>

#include "../../../tests/support/iemocap_tree.hpp"

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

std::string fault(const fs::path& root) {
  try {
    make_dataset("iemocap", {}, root)->utterances();
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

/// A corpus of one dialogue whose label file is given.
class IemocapTest : public ::testing::Test {
 protected:
  void label(const std::string& text, const std::string& dialogue = "Ses01F_impro01") {
    folder_.write("Session1/dialog/EmoEvaluation/" + dialogue + ".txt", text);
  }
  std::vector<serhost::Utterance> read() {
    return make_dataset("iemocap", {}, folder_.path())->utterances();
  }
  TemporaryFolder folder_;
};

TEST_F(IemocapTest, ALabelLineAndWhatFollowsItGiveAClip) {
  label(
      "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\r\n\r\n"
      "[6.2901 - 8.2357]\tSes01F_impro01_M003\tneu\t[2.5000, 3.5000, 4.0000]\r\n"
      "C-E2:\tNeutral;\t()\r\nC-E3:\tNeutral; Anger;\t()\r\nC-E4:\tNeutral "
      "state;\t()\r\nC-F1:\tSadness;\t()\r\nA-E3:\tval 3; "
      "act 2; dom  2;\t()\r\n");
  folder_.write("Session1/dialog/transcriptions/Ses01F_impro01.txt",
                "Ses01F_impro01_M003 [006.2901-008.2357]: Excuse me, caf\xE9?\r\nM: [noise]\r\n");
  const auto got = read();
  ASSERT_EQ(got.size(), 1U);
  const auto& one = got[0];
  EXPECT_EQ(one.key, "Ses01F_impro01_M003");
  EXPECT_EQ(one.audio,
            folder_.path() / "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_M003.wav");
  EXPECT_EQ(one.label, "neutral");
  EXPECT_EQ(one.corpus_label, "neu");
  EXPECT_EQ(one.speaker, "1M") << "the speaker is the last letter, not the actor with the markers";
  EXPECT_EQ(one.gender, "male");
  EXPECT_EQ(one.session, "1");
  EXPECT_EQ(one.dialogue, "Ses01F_impro01");
  EXPECT_EQ(one.extra.at("kind"), "improvised");
  EXPECT_EQ(one.text, "Excuse me, caf\xC3\xA9?");
  EXPECT_EQ(one.dimensions, (std::map<std::string, double>{
                                {"valence", 2.5}, {"arousal", 3.5}, {"dominance", 4.0}}));
  EXPECT_EQ(one.votes,
            (std::map<std::string, double>{
                {"neutral", 2.5}, {"anger", 0.5}}));  // 1 + 1/2 + 1; the actor's own is not one
  EXPECT_FALSE(one.start.has_value()) << "each clip has a file of its own";
}

TEST_F(IemocapTest, TurnsAreOrderedByTimeAndDisagreementHasNoLabel) {
  label(
      "[9.0 - 10.0]\tSes01F_impro01_F001\txxx\t[1.0, 1.0, 1.0]\n[3.0 - "
      "4.0]\tSes01F_impro01_M000\toth\t[1.0, 1.0, 1.0]\n");
  const auto got = read();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].turn, 1);
  EXPECT_FALSE(got[0].label.has_value());
  EXPECT_EQ(got[0].corpus_label, "xxx");
  EXPECT_EQ(got[1].turn, 0);
  EXPECT_EQ(got[1].label, "other");
}

TEST_F(IemocapTest, OddDialogueNamesAreRead) {
  label("[9.0 - 10.0]\tSes01M_script01_1b_F001\tang\t[1.0, 1.0, 1.0]\n", "Ses01M_script01_1b");
  label("[9.0 - 10.0]\tSes01M_impro05a_M001\tsad\t[1.0, 1.0, 1.0]\n", "Ses01M_impro05a");
  const auto got = read();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].dialogue, "Ses01M_impro05a");
  EXPECT_EQ(got[1].dialogue, "Ses01M_script01_1b");
  EXPECT_EQ(got[1].extra.at("kind"), "scripted");
}

TEST_F(IemocapTest, FaultsOfLabelFilesAreToldAtOnceWithTheirLines) {
  label(
      "%\n[9.0 - x]\tSes01F_impro01_F001\tang\t[1.0, 1.0, 1.0]\n[9.0 - "
      "10.0]\tSes01F_impro01_F001\tjoy\t[1.0, 1.0, 1.0]\n"
      "[9.0 - 10.0]\tSes02F_impro01_F001\tang\t[1.0, 1.0, 1.0]\n[9.0 - "
      "10.0]\tSes01F_impro02_F001\tang\t[1.0, 1.0, 1.0]\n");
  const auto text = fault(folder_.path());
  EXPECT_SAYS(text, "Ses01F_impro01.txt:2: is not a label line");
  EXPECT_SAYS(text, "Ses01F_impro01.txt:3: 'Ses01F_impro01_F001' with label 'joy'");
  EXPECT_SAYS(text, "Ses01F_impro01.txt:4:");
  EXPECT_SAYS(text, "Ses01F_impro01.txt:5:");
}

TEST_F(IemocapTest, ARepeatedClipIsAFault) {
  label(
      "[9.0 - 10.0]\tSes01F_impro01_F001\tang\t[1.0, 1.0, 1.0]\n[9.0 - "
      "10.0]\tSes01F_impro01_F001\tsad\t[1.0, 1.0, 1.0]\n");
  EXPECT_SAYS(fault(folder_.path()), "the key 'Ses01F_impro01_F001' is already in");
}

TEST_F(IemocapTest, AWrongRootSaysWhatWasLookedFor) {
  label("[9.0 - 10.0]\tSes01F_impro01_F001\tang\t[1.0, 1.0, 1.0]\n");
  EXPECT_SAYS(fault(folder_.path() / "Session1"),
              "it is one session only, set root to " + folder_.path().string());
  EXPECT_SAYS(fault(folder_.path() / "none"), "no such folder");
  TemporaryFolder empty;
  EXPECT_SAYS(fault(empty.path()), "looked for Session1/dialog/EmoEvaluation");
}

TEST(IemocapTree, HasThePublishedCounts) {
  TemporaryFolder folder;
  ASSERT_EQ(serhost::support::write_iemocap_tree(folder.path() / "IEMOCAP_full_release", 0.01),
            10039U);
  const auto corpus = make_dataset("iemocap", {}, folder.path());  // a level above
  serhost::testing::expect_conforms(*corpus);
  std::map<std::string, std::map<std::string, int>> sessions;
  std::map<std::string, int> all, usual, women, improvised;
  std::set<std::string> dialogues, speakers;
  for (const auto& one : corpus->utterances()) {
    ++all[one.corpus_label];
    ++all[*one.session];
    dialogues.insert(*one.dialogue);
    speakers.insert(*one.speaker);
    const auto label = one.label == "excitement" ? "happiness" : one.label.value_or("none");
    if (label != "anger" && label != "happiness" && label != "sadness" && label != "neutral")
      continue;
    ++sessions[*one.session][label];
    ++usual[*one.session];
    if (*one.gender == "female") ++women[*one.session];
    if (one.extra.at("kind") == "improvised") ++improvised[label];
  }
  EXPECT_EQ(all, (std::map<std::string, int>{{"ang", 1103},
                                             {"hap", 595},
                                             {"exc", 1041},
                                             {"sad", 1084},
                                             {"neu", 1708},
                                             {"fru", 1849},
                                             {"sur", 107},
                                             {"fea", 40},
                                             {"dis", 2},
                                             {"oth", 3},
                                             {"xxx", 2507},
                                             {"1", 1819},
                                             {"2", 1811},
                                             {"3", 2136},
                                             {"4", 2103},
                                             {"5", 2170}}));
  EXPECT_EQ(sessions["1"],
            (std::map<std::string, int>{
                {"anger", 229}, {"happiness", 278}, {"sadness", 194}, {"neutral", 384}}));
  EXPECT_EQ(sessions["2"],
            (std::map<std::string, int>{
                {"anger", 137}, {"happiness", 327}, {"sadness", 197}, {"neutral", 362}}));
  EXPECT_EQ(sessions["3"],
            (std::map<std::string, int>{
                {"anger", 240}, {"happiness", 286}, {"sadness", 305}, {"neutral", 320}}));
  EXPECT_EQ(sessions["4"],
            (std::map<std::string, int>{
                {"anger", 327}, {"happiness", 303}, {"sadness", 143}, {"neutral", 258}}));
  EXPECT_EQ(sessions["5"],
            (std::map<std::string, int>{
                {"anger", 170}, {"happiness", 442}, {"sadness", 245}, {"neutral", 384}}));
  EXPECT_EQ(usual, (std::map<std::string, int>{
                       {"1", 1085}, {"2", 1023}, {"3", 1151}, {"4", 1031}, {"5", 1241}}));
  EXPECT_EQ(women, (std::map<std::string, int>{
                       {"1", 528}, {"2", 481}, {"3", 522}, {"4", 528}, {"5", 590}}));
  EXPECT_EQ(improvised,
            (std::map<std::string, int>{
                {"anger", 289}, {"happiness", 284 + 663}, {"sadness", 608}, {"neutral", 1099}}));
  EXPECT_EQ(dialogues.size(), 151U);
  EXPECT_EQ(speakers,
            (std::set<std::string>{"1F", "1M", "2F", "2M", "3F", "3M", "4F", "4M", "5F", "5M"}));
}

}  // namespace
