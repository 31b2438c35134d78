// Clips by a description: fields, meanings, copies, what the log says.
#include "corpus/described_corpus.hpp"

#include <gmock/gmock.h>

#include "core/corpus/folder.hpp"

using namespace serhost;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

class DescribedCorpusTest : public ::testing::Test {
 protected:
  std::vector<Utterance> read(const std::string& text) {
    log_.clear();
    return corpus::read_described_corpus(
               {folder_.path() / "root", [this](const std::string& line) { log_.push_back(line); }},
               folder_.write("own.toml", text))
        ->utterances();
  }
  void put(const std::string& name, const std::string& text = "") {
    folder_.write("root/" + name, text);
  }
  std::string fault(const std::string& text) {
    try {
      read(text);
    } catch (const std::runtime_error& error) { return error.what(); }
    return "";
  }

  corpus::TestFolder folder_;
  std::vector<std::string> log_;
};

const std::string kOwn = R"(title = "Own"
language = "de"
[files]
pattern = '^(?P<who>[a-z]+)_(?P<label>[A-Z])_(?P<take>[0-9])$'
example = "ann_A_1.wav"
[clip]
speaker = "s-{who}"
[values.speaker]
s-anne = "s-ann"
[labels]
A = "anger"
)";

}  // namespace

TEST_F(DescribedCorpusTest, FieldsComeFromGroupsTemplatesAndMeanings) {
  put("a/ann_A_1.wav");
  put("b/anne_A_2.wav");
  const auto clips = read(kOwn);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(clips[0].key, "ann_A_1");
  EXPECT_EQ(clips[0].speaker, "s-ann");
  EXPECT_EQ(clips[1].speaker, "s-ann") << "a second spelling of one name";
  EXPECT_EQ(clips[0].corpus_label, "A");
  EXPECT_EQ(clips[0].label, "anger");
  EXPECT_EQ(clips[0].language, "de");
  EXPECT_EQ(clips[0].extra.at("take"), "1");
  EXPECT_TRUE(clips[0].audio.is_absolute());
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(DescribedCorpusTest, OfCopiesTheHighestCounts) {
  put("ann_A_1.wav");
  put("copy/ann_A_1.wav");
  const auto clips = read(kOwn);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].audio, folder_.path() / "root/ann_A_1.wav");
  EXPECT_THAT(log_, Contains(HasSubstr("1 file of the same name further down")));
}

TEST_F(DescribedCorpusTest, TheFirstExtensionIsPreferred) {
  put("mp3/ann_A_1.mp3");
  put("deep/er/ann_A_1.wav");
  auto text = kOwn;
  text.insert(text.find("example"), "extensions = [\"wav\", \"mp3\"]\n");
  EXPECT_EQ(read(text).at(0).audio.extension(), ".wav");
}

TEST_F(DescribedCorpusTest, TheLogNamesWhatIsLeftOutOrNotKnown) {
  put("ann_A_1.wav");
  put("ann_X_1.wav");
  put("noise.wav");
  put("._ann_A_2.wav");
  const auto clips = read(kOwn + "[[speakers]]\nnames = [\"s-bob\"]\ngender = \"male\"\n");
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_FALSE(clips[1].label.has_value());
  EXPECT_THAT(log_, AllOf(Contains(HasSubstr("1 file whose names are not the corpus's is left "
                                             "out, for instance")),
                          Contains(HasSubstr("1 clip of the unknown label 'X'")),
                          Contains(HasSubstr("2 clips of speakers that the corpus does not list, "
                                             "for instance 's-ann'"))));
}

TEST_F(DescribedCorpusTest, AnAbsentTableIsSaidAndNoFault) {
  put("ann_A_1.wav");
  const std::string sheet =
      "[[sheet]]\nfile = \"who.csv\"\nkey = \"who\"\nmatch = \"{who}\"\n"
      "columns = { gender = \"sex\" }\n[values.gender]\nw = \"female\"\n";
  EXPECT_FALSE(read(kOwn + sheet).at(0).gender.has_value());
  EXPECT_THAT(log_, Contains(HasSubstr("there is no who.csv below")));
  put("lists/who.csv", "who,sex\nann,w\n");
  EXPECT_EQ(read(kOwn + sheet).at(0).gender, "female");
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(DescribedCorpusTest, ThePathIsMatchedWhereAsked) {
  put("7/happy/01.wav");
  const auto clips = read(
      "title = \"Own\"\n[files]\nmatch = \"path\"\n"
      "pattern = '/(?P<speaker>[0-9])/(?P<label>[a-z]+)/(?P<n>[0-9]+)$'\n"
      "[clip]\nkey = \"{speaker}/{label}/{n}\"\nturn = \"{n}\"\n");
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].key, "7/happy/01");
  EXPECT_EQ(clips[0].label, "happy") << "without [labels] the corpus's own word";
  EXPECT_EQ(clips[0].turn, 1);
}

TEST_F(DescribedCorpusTest, AWrongFolderIsToldWithWhatWasLookedFor) {
  put("song.wav");
  EXPECT_THAT(fault(kOwn), AllOf(HasSubstr("holds no recording of Own"), HasSubstr("ann_A_1.wav"),
                                 HasSubstr("1 other wav files")));
}
