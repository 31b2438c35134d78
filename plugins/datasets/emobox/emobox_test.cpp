// EmoBox's folders: the published lists of EmoDB and CaFE where they are at hand, and made-up ones
// for what those two do not have.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <serhost/testing/dataset.hpp>
#include <set>

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

class EmoBoxTest : public ::testing::Test {
 protected:
  void list(const std::string& lines) { folder_.write("data/own/own.jsonl", lines); }
  std::vector<serhost::Utterance> read(const std::vector<std::string>& options = {}) {
    return make_dataset("emobox", options, folder_.path() / "data/own")->utterances();
  }
  std::string fault(const std::vector<std::string>& options = {}) {
    try {
      read(options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

/// The line that EmoBox has for PAVOQUE, one long file.
const std::string kSection =
    "{\"key\": \"own-1\", \"dataset\": \"own\", \"wav\": \"downloads/own/long.flac\", \"type\": "
    "\"raw\", \"sample_rate\": 44100, \"num_frame\": 225792.0, \"task\": \"category\", \"length\": "
    "5.12, \"emo\": \"poker\", \"channel\": 2, \"start_time\": 4.46, \"end_time\": 9.58}\n";

TEST_F(EmoBoxTest, ChannelsCountFromOneAndTimesAreSections) {
  list(kSection);
  folder_.write("downloads/own/long.flac", "x");
  const auto one = read().at(0);
  EXPECT_EQ(one.key, "own-1");
  EXPECT_EQ(one.audio, folder_.path() / "downloads/own/long.flac") << "two folders above";
  EXPECT_EQ(one.start, 4.46);
  EXPECT_EQ(one.end, 9.58);
  EXPECT_EQ(one.channel, 1);
  EXPECT_EQ(one.label, "poker");
  EXPECT_EQ(one.extra.at("length"), "5.12");
  EXPECT_FALSE(one.speaker || one.split || one.extra.contains("fold"));
}

TEST_F(EmoBoxTest, TheAudioMayLieAnywhere) {
  list(kSection);
  folder_.write("else/where/long.flac", "x");
  EXPECT_SAYS(fault(), "set audio to the folder");
  for (const char* audio : {"else/where", "else"}) {
    const auto option = "audio=" + (folder_.path() / audio).string();
    if (std::string(audio) == "else") EXPECT_SAYS(fault({option}), "downloads/own/long.flac");
    else EXPECT_EQ(read({option}).at(0).audio, folder_.path() / "else/where/long.flac");
  }
}

TEST_F(EmoBoxTest, TheMapGivesLabelsAndWhatIsNoneIsNone) {
  list(
      "{\"key\": \"a\", \"wav\": \"a.wav\", \"emo\": \"A\"}\n"
      "{\"key\": \"b\", \"wav\": \"a.wav\", \"emo\": \"X\"}\n"
      "{\"key\": \"c\", \"wav\": \"a.wav\", \"emo\": \"17\"}\n"
      "{\"key\": \"d\", \"wav\": \"a.wav\", \"emo\": \"11\"}\n");
  folder_.write("a.wav", "x");
  folder_.write("data/own/label_map.json",
                "{\"A\": \"Angry\", \"X\": \"No-agreement\", \"17\": \"UnKnown\", "
                "\"11\": \"pain, groan\"}");
  const auto got = read();
  EXPECT_EQ(got[0].label, "anger");
  EXPECT_FALSE(got[1].label.has_value());
  EXPECT_FALSE(got[2].label.has_value());
  EXPECT_EQ(got[3].label, "pain, groan");
  EXPECT_EQ(got[3].corpus_label, "11");
  folder_.write("data/own/label_map.json", "{\"A\": \"Angry\"}");
  EXPECT_SAYS(fault(), "own.jsonl:2: emo is 'X', which label_map.json does not have");
}

TEST_F(EmoBoxTest, OneFoldIsAnOfficialSplitAndSeveralAreFolds) {
  std::string lines;
  for (const char* key : {"a", "b", "c"})
    lines += "{\"key\": \"" + std::string(key) + "\", \"wav\": \"a.wav\", \"emo\": \"sad\"}\n";
  list(lines);
  folder_.write("a.wav", "x");
  folder_.write("data/own/fold_1/own_train_fold_1.jsonl", "{\"key\": \"a\"}\n");
  folder_.write("data/own/fold_1/own_valid_fold_1.jsonl", "{\"key\": \"b\"}\n");
  folder_.write("data/own/fold_1/own_test_fold_1.jsonl", "{\"key\": \"c\"}\n");
  auto got = read();
  EXPECT_EQ(got[0].split, "train");
  EXPECT_EQ(got[1].split, "validation");
  EXPECT_EQ(got[2].split, "test");
  EXPECT_EQ(got[2].extra.at("fold"), "1");
  folder_.write("data/own/fold_2/own_test_fold_2.jsonl", "{\"key\": \"a\"}\n");
  got = read();
  EXPECT_FALSE(got[0].split.has_value());
  EXPECT_EQ(got[0].extra.at("fold"), "2");
  folder_.write("data/own/fold_3/own_test_fold_3.jsonl", "{\"key\": \"a\"}\n");
  EXPECT_SAYS(fault(), "own_test_fold_3.jsonl:1: 'a' is already in such a list of fold 2");
}

TEST_F(EmoBoxTest, KeysWithBlanksAndCommasFindTheirSpeakers) {
  list("{\"key\": \"own-a06 (5)b, x\", \"wav\": \"a.wav\", \"emo\": \"sad\"}\n");
  folder_.write("a.wav", "x");
  folder_.write("data/own/data.seg.wrd.stm",
                "own-a06 (5)b, x 1 5 0 1.5 <id=own-a06 (5)b, x,lang=en,spk=5,emotion=sad> sad\n");
  EXPECT_EQ(read().at(0).speaker, "5");
}

TEST_F(EmoBoxTest, FaultsNameTheirLines) {
  list(
      "{\"key\": \"a\", \"wav\": \"a.wav\", \"emo\": \"sad\"}\n"
      "{\"key\": \"a\", \"wav\": \"a.wav\", \"emo\": \"sad\"}\n"
      "{\"wav\": \"a.wav\"}\n"
      "{\"key\": \"d\", \"wav\": \"a.wav\", \"emo\": \"sad\", \"channel\": 0}\n"
      "{\"key\": \"e\", \"wav\": \"a.wav\", \"type\": \"feature\"}\n");
  folder_.write("a.wav", "x");
  EXPECT_SAYS(fault(), "own.jsonl:2: the key 'a' is already in");
  EXPECT_SAYS(fault(), "own.jsonl:3: has no key");
  EXPECT_SAYS(fault(), "own.jsonl:4: channel is '0'");
  EXPECT_SAYS(fault(), "own.jsonl:5: type is 'feature'");
}

TEST_F(EmoBoxTest, EmoBoxItselfIsNoCorpus) {
  list("{\"key\": \"a\", \"wav\": \"a.wav\", \"emo\": \"sad\"}\n");
  try {
    make_dataset("emobox", {}, folder_.path())->utterances();
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_SAYS(std::string(error.what()), "set root to the folder of one corpus, such as");
    EXPECT_SAYS(std::string(error.what()), "data/own");
  }
}

/// Published lists, with a file of each corpus made where its list says.
class EmoBoxLists : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("SERHOST_TEST_DATA");
    if (data == nullptr || !fs::exists(fs::path(data) / "emobox"))
      GTEST_SKIP() << "SERHOST_TEST_DATA does not name a folder with emobox";
    lists_ = fs::path(data) / "emobox";
  }
  std::vector<serhost::Utterance> read(const std::string& corpus, const std::string& file) {
    const TemporaryFolder audio;
    audio.write(file, "x");
    return make_dataset("emobox", {"audio=" + audio.path().string()}, lists_ / corpus)
        ->utterances();
  }
  fs::path lists_;
};

std::map<std::string, int> counts(const std::vector<serhost::Utterance>& clips,
                                  const std::function<std::string(const serhost::Utterance&)>& of) {
  std::map<std::string, int> out;
  for (const auto& one : clips) ++out[of(one)];
  return out;
}

TEST_F(EmoBoxLists, OfEmoDbGiveItsClassesSpeakersAndFolds) {
  const auto clips = read("emodb", "wav/03a01Wa.wav");
  EXPECT_EQ(clips.size(), 535U);
  EXPECT_EQ(counts(clips, [](const auto& one) { return one.label.value(); }),
            (std::map<std::string, int>{{"anger", 127},
                                        {"boredom", 81},
                                        {"disgust", 46},
                                        {"fear", 69},
                                        {"happiness", 71},
                                        {"neutral", 79},
                                        {"sadness", 62}}));
  const auto speakers = counts(clips, [](const auto& one) { return one.speaker.value(); });
  EXPECT_EQ(speakers.size(), 10U);
  EXPECT_EQ(speakers.at("male_03"), 49);
  const auto folds = counts(clips, [](const auto& one) { return one.extra.at("fold"); });
  EXPECT_EQ(folds, (std::map<std::string, int>{
                       {"1", 107}, {"2", 107}, {"3", 107}, {"4", 107}, {"5", 107}}));
  EXPECT_EQ(clips.front().language, "de") << "not the 'en' that stands in every line of the stm";
}

TEST_F(EmoBoxLists, OfCafeGiveItsClassesSpeakersAndFolds) {
  const auto clips = read("cafe", "CaFE_48k/Peur/Fort/12-P-2-5.wav");
  EXPECT_EQ(clips.size(), 936U);
  const auto labels = counts(clips, [](const auto& one) { return one.label.value(); });
  EXPECT_EQ(labels.at("neutral"), 72);
  EXPECT_EQ(labels.at("fear"), 144);
  EXPECT_EQ(labels.size(), 7U);
  const auto speakers = counts(clips, [](const auto& one) { return one.speaker.value(); });
  EXPECT_EQ(speakers.size(), 12U);
  for (const auto& [speaker, count] : speakers) EXPECT_EQ(count, 78) << speaker;
  EXPECT_EQ(clips.front().language, "fr");
}

}  // namespace
