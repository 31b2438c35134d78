// What single corpora are known for: names that break the rule, second copies, tables beside the
// audio, folders that lost their accents; and the audio that is at hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <serhost/testing/dataset.hpp>

#include "trees.hpp"

namespace fs = std::filesystem;
using serhost::testing::make_dataset;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

namespace serhost::corpora {
namespace {

class Quirks : public ::testing::Test {
 protected:
  std::map<std::string, Utterance> read(const std::string& plugin, const fs::path& below = {}) {
    std::map<std::string, Utterance> out;
    for (auto& clip : make_dataset(plugin, {}, folder_.path() / below)->utterances())
      out.emplace(clip.key, clip);
    return out;
  }
  std::string fault(const std::string& plugin) {
    try {
      read(plugin);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  void put(const std::vector<std::string>& files) { write({files, {}}, folder_.path()); }

  serhost::testing::TemporaryFolder folder_;
};

TEST_F(Quirks, CremaDHasVotesOfListenersAndASheetOfActors) {
  write(cremad(), folder_.path());
  put({"AudioMP3/1001_IEO_ANG_MD.mp3"});
  const auto clips = read("cremad");
  const auto& one = clips.at("1001_IEO_ANG_MD");
  EXPECT_EQ(one.audio.filename(), "1001_IEO_ANG_MD.wav") << "WAV comes before MP3";
  EXPECT_EQ(one.gender, "male");
  EXPECT_EQ(one.extra.at("age"), "51");
  EXPECT_EQ(one.extra.at("level"), "MD");
  EXPECT_EQ(one.text, "It's eleven o'clock");
  EXPECT_THAT(one.votes, ElementsAre(Pair("anger", 5), Pair("disgust", 5), Pair("fear", 0),
                                     Pair("happiness", 0), Pair("neutral", 1), Pair("sadness", 1)))
      << "votes of those who only heard it, not of those who saw it";
  EXPECT_EQ(clips.at("1003_DFA_FEA_XX").gender, std::nullopt);
}

TEST_F(Quirks, CafesFoldersMayHaveLostTheirAccents) {
  put({"CaFE_48k/Col\x8are/Fort/02-C-2-6.wav", "CaFE_48k/Neutre/01-N-1-1.wav"});
  const auto clips = read("cafe");
  EXPECT_EQ(clips.at("02-C-2-6").label, "anger");
  EXPECT_EQ(clips.at("02-C-2-6").extra.at("level"), "strong");
  EXPECT_EQ(clips.at("02-C-2-6").gender, "female");
}

TEST_F(Quirks, AesddWritesOneSpeakerWithAZeroAndTakesBehindTheBracket) {
  put({"disgust/d03 (01).wav", "anger/a06 (5)b.wav", "anger/a06 (5).wav"});
  const auto clips = read("aesdd");
  EXPECT_EQ(clips.at("d03 (01)").speaker, "1");
  EXPECT_EQ(clips.at("a06 (5)b").speaker, "5");
  EXPECT_EQ(clips.at("a06 (5)b").extra.at("take"), "b");
  EXPECT_EQ(clips.at("a06 (5)").extra.count("take"), 0U);
}

TEST_F(Quirks, SubescoHasANameWithABracket) {
  put({"F_02_MONIKA_S_2_SURPRISE_3].wav", "M_02_NAME_S_2_SURPRISE_3.wav"});
  const auto clips = read("subesco");
  EXPECT_EQ(clips.at("F_02_MONIKA_S_2_SURPRISE_3]").speaker, "F02");
  EXPECT_EQ(clips.at("M_02_NAME_S_2_SURPRISE_3").speaker, "M02") << "numbers start anew";
}

TEST_F(Quirks, TessCountsItsNestedCopyOnceAndTheMisnamedFileToItsActress) {
  put({"top/OAF_neutral/OA_bite_neutral.wav", "top/top/OAF_neutral/OA_bite_neutral.wav"});
  const auto clips = read("tess");
  ASSERT_EQ(clips.size(), 1U);
  const auto& one = clips.at("OA_bite_neutral");
  EXPECT_EQ(one.speaker, "OAF");
  EXPECT_EQ(one.audio, folder_.path() / "top/OAF_neutral/OA_bite_neutral.wav");
}

TEST_F(Quirks, ShemoTellsGenderFromFear) {
  put({"female/F03F02.wav", "male/M12N10.wav"});
  const auto clips = read("shemo");
  EXPECT_EQ(clips.at("F03F02").label, "fear");
  EXPECT_EQ(clips.at("F03F02").gender, "female");
  EXPECT_EQ(clips.at("M12N10").speaker, "M12");
}

TEST_F(Quirks, SaveeIsReadAsOneFolderToo) {
  put({"ALL/DC_sa01.wav", "ALL/DC_a01.wav"});
  const auto clips = read("savee");
  EXPECT_EQ(clips.at("DC_sa01").label, "sadness") << "two letters before one";
  EXPECT_EQ(clips.at("DC_a01").label, "anger");
}

TEST_F(Quirks, EmovoMayBeInCapitals) {
  put({"M3/RAB-M3-L4.WAV", "f1/gio - f1 - b2.wav"});
  const auto clips = read("emovo");
  EXPECT_EQ(clips.at("rab-m3-l4").label, "anger");
  EXPECT_EQ(clips.at("gio-f1-b2").gender, "female");
}

TEST_F(Quirks, NemosTableIsReadWithItsBlanks) {
  write(nemo(), folder_.path());
  const auto one = read("nemo").at("WR0_surprised_64");
  EXPECT_EQ(one.text, "Ucho wykrywa.");
  EXPECT_EQ(one.gender, "male");
}

TEST_F(Quirks, EsdHasPartsInOldCopiesAndNoneInNewOnes) {
  put({"0011/Angry/evaluation/0011_000351.wav", "0002/Sad/0002_001051.wav"});
  const auto clips = read("esd");
  EXPECT_EQ(clips.at("0011_000351").split, "validation");
  EXPECT_EQ(clips.at("0011_000351").language, "en");
  EXPECT_EQ(clips.at("0002_001051").split, std::nullopt);
  EXPECT_EQ(clips.at("0002_001051").language, "zh");
}

TEST_F(Quirks, ResdHasDialoguesAndNoSpeakers) {
  write(resd(), folder_.path());
  for (const auto& [key, clip] : read("resd")) {
    ASSERT_TRUE(clip.dialogue.has_value()) << key;
    ASSERT_FALSE(clip.speaker.has_value()) << key;
  }
}

TEST_F(Quirks, RootsOneLevelUpOrDownGiveTheSameKeys) {
  put({"data/AudioData/DC/a01.wav", "data/AudioData/DC/._a01.wav", "data/.DS_Store",
       "data/AudioData/Info.txt"});
  for (const auto* below : {"", "data", "data/AudioData", "data/AudioData/DC"})
    EXPECT_THAT(read("savee", below), ElementsAre(Pair("DC_a01", ::testing::_))) << below;
}

TEST_F(Quirks, AWrongRootIsNamedWithWhatWasLookedFor) {
  put({"other/song.wav", "urdu.zip"});
  EXPECT_THAT(fault("urdu"),
              AllOf(HasSubstr(folder_.path().string()), HasSubstr("Angry/SM1_F10_A010.wav"),
                    HasSubstr("1 other wav files"), HasSubstr("unpack urdu.zip first")));
}

TEST_F(Quirks, TwoEqualCopiesAreAmbiguous) {
  put({"a/F03F02.wav", "b/F03F02.wav"});
  EXPECT_THAT(fault("shemo"), AllOf(HasSubstr("'F03F02' is there twice"), HasSubstr("a/F03F02")));
}

/// The lists of EmoBox hold the true names.
TEST_F(Quirks, CafesTrueNamesAreAllRead) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  const auto list = fs::path(data == nullptr ? "" : data) / "emobox/cafe/cafe.jsonl";
  if (!fs::exists(list)) GTEST_SKIP() << "SERHOST_TEST_DATA names no folder with emobox/cafe";
  Tree tree;
  std::map<std::string, std::string> labels;
  std::ifstream in(list);
  for (std::string line; std::getline(in, line);) {
    const auto row = nlohmann::json::parse(line);
    tree.files.push_back(row.at("wav"));
    labels[fs::path(row.at("wav").get<std::string>()).stem()] = row.at("emo");
  }
  ASSERT_EQ(tree.files.size(), 936U);
  write(tree, folder_.path());
  const auto clips = read("cafe");
  ASSERT_EQ(clips.size(), 936U);
  for (const auto& [key, clip] : clips) {
    std::string letter = clip.corpus_label;
    letter[0] = static_cast<char>(letter[0] - 'A' + 'a');
    ASSERT_EQ(letter, labels.at(key)) << key;
  }
}

TEST(Recordings, OfCremaDAreReadWithTheirLabels) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  const auto folder = fs::path(data == nullptr ? "" : data) / "cremad_samples";
  if (!fs::exists(folder)) GTEST_SKIP() << "SERHOST_TEST_DATA names no folder cremad_samples";
  std::map<std::string, int> labels;
  const auto clips = make_dataset("cremad", {}, folder)->utterances();
  for (const auto& clip : clips) ++labels[clip.label.value()];
  EXPECT_EQ(clips.size(), 7U);
  EXPECT_EQ(labels["anger"], 2);
  EXPECT_EQ(clips.front().text, "Don't forget a jacket");
}

}  // namespace
}  // namespace serhost::corpora
