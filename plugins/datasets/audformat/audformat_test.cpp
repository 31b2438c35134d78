// Databases of audformat: tables of files and of segments, schemes, splits, misc tables, faults.
#include <gtest/gtest.h>

#include <serhost/corpus_facts.hpp>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

constexpr const char* kYaml = R"(name: emodb
source: http://emodb.bilderbar.info
license: CC0-1.0
languages: [deu]
schemes:
  emotion: {dtype: str, labels: [anger, boredom]}
  arousal: {dtype: float, minimum: -1, maximum: 1.0}
  speaker:
    dtype: int
    labels:
      3: {gender: male, age: 31}
      8: {gender: female}
  transcription: {dtype: str, labels: {a01: Der Lappen liegt auf dem Eisschrank.}}
splits:
  train: {type: train}
  dev: {type: dev}
tables:
  emotion.train:
    type: filewise
    split_id: train
    columns:
      emotion: {scheme_id: emotion, rater_id: gold}
      arousal: {scheme_id: arousal}
  emotion.dev:
    type: filewise
    split_id: dev
    columns: {emotion: {scheme_id: emotion}}
  files:
    type: filewise
    columns:
      speaker: {scheme_id: speaker}
      transcription: {scheme_id: transcription}
      take: {}
)";

class AudFormatTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("db.yaml", kYaml);
    folder_.write("db.emotion.train.csv", "file,emotion,arousal\nwav/03a01.wav,anger,0.5\n");
    folder_.write("db.emotion.dev.csv", "file,emotion\nwav/08a01.wav,boredom\n");
    folder_.write("db.files.csv",
                  "file,speaker,transcription,take\nwav/03a01.wav,3,a01,x\nwav/08a01.wav,8,b,\n");
  }
  std::vector<serhost::Utterance> read(const std::vector<std::string>& options = {}) {
    return make_dataset("audformat", options, folder_.path())->utterances();
  }
  std::string fault(const std::vector<std::string>& options = {}) {
    try {
      read(options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(AudFormatTest, PutsTogetherWhatTablesSayOfAFile) {
  const auto clips = read();
  ASSERT_EQ(clips.size(), 2U);
  const auto& one = clips[0];
  EXPECT_EQ(one.key, "wav/03a01.wav");
  EXPECT_EQ(one.audio, folder_.path() / "wav/03a01.wav");
  EXPECT_EQ(one.label, "anger");
  EXPECT_EQ(one.split, "train");
  EXPECT_EQ(one.speaker, "3");
  EXPECT_EQ(one.gender, "male");
  EXPECT_EQ(one.language, "deu");
  EXPECT_EQ(one.text, "Der Lappen liegt auf dem Eisschrank.");
  EXPECT_EQ(one.sentence, "a01");
  EXPECT_EQ(one.dimensions.at("arousal"), 0.5);
  EXPECT_EQ(one.extra.at("take"), "x");
  EXPECT_EQ(clips[1].split, "validation");
  EXPECT_EQ(clips[1].gender, "female");
  EXPECT_EQ(clips[1].text, "b");
}

TEST_F(AudFormatTest, SaysWhatItsHeaderSays) {
  const auto dataset = make_dataset("audformat", {}, folder_.path());
  dataset->utterances();
  const auto facts = dynamic_cast<const serhost::Documented&>(*dataset).facts();
  EXPECT_EQ(facts.title, "emodb");
  EXPECT_EQ(facts.license, "CC0-1.0");
  EXPECT_EQ(facts.ratings.at("arousal").lowest, -1.0);
  EXPECT_EQ(facts.ratings.at("arousal").highest, 1.0);
}

TEST_F(AudFormatTest, SegmentsAreSectionsOfTheirFile) {
  folder_.write("db.yaml",
                "name: s\ntables:\n  segments:\n    type: segmented\n    columns:\n      mood: "
                "{scheme_id: emotion}\n");
  folder_.write("db.segments.csv",
                "file,start,end,mood\n"
                "a.wav,0 days 00:00:00,0 days 00:00:01.250000,calm\n"
                "a.wav,00:01:02.5,NaT,calm\n"
                "b.wav,0 days,NaT,sad\n");
  const auto clips = read();
  ASSERT_EQ(clips.size(), 3U);
  EXPECT_EQ(clips[0].end, 1.25);
  EXPECT_FALSE(clips[0].start.has_value());
  EXPECT_EQ(clips[1].start, 62.5);
  EXPECT_FALSE(clips[1].end.has_value());
  EXPECT_EQ(clips[2].key, "b.wav");
  EXPECT_EQ(clips[2].label, "sad");
}

TEST_F(AudFormatTest, AMiscTableMaySayWhoSpeaks) {
  folder_.write("db.yaml", R"(name: m
schemes:
  speaker: {dtype: str, labels: speaker}
tables:
  files:
    type: filewise
    columns: {emotion: {}, who: {scheme_id: speaker}}
misc_tables:
  speaker: {levels: {speaker: str}, columns: {gender: {}}}
)");
  folder_.write("db.files.csv", "file,emotion,who\na.wav,sad,ann\nb.wav,,bob\n");
  folder_.write("db.speaker.csv", "speaker,gender\nann,female\nbob,male\n");
  const auto clips = read();
  EXPECT_EQ(clips.at(0).gender, "female");
  EXPECT_FALSE(clips.at(1).label.has_value());
  EXPECT_EQ(clips.at(1).speaker, "bob");
}

TEST_F(AudFormatTest, TablesThatDisagreeAreToldAndOneCanBeChosen) {
  folder_.write("db.emotion.dev.csv", "file,emotion\nwav/03a01.wav,boredom\n");
  EXPECT_SAYS(fault(), "db.emotion.dev.csv:2: 'wav/03a01.wav' is 'boredom', but 'anger' in ");
  EXPECT_EQ(read({"tables=[\"emotion.dev\"]"}).at(0).label, "boredom");
  EXPECT_SAYS(fault({"tables=[\"other\"]"}), "there is no table 'other'");
  EXPECT_SAYS(fault({"tables=[\"files\"]"}), "table 'files' has no column 'emotion'");
  EXPECT_SAYS(fault({"label=\"mood\""}), "set label to one of: arousal, emotion, speaker, take");
}

TEST_F(AudFormatTest, TheLabelOfATableThatWasNotChosenIsNone) {
  folder_.write("db.emotion.dev.csv", "file,emotion\nwav/03a01.wav,\n");
  const auto clips = read({"tables=[\"emotion.dev\"]"});
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_FALSE(clips[0].label.has_value());
  EXPECT_EQ(clips[0].dimensions.at("arousal"), 0.5) << "what else it says of the file counts";
}

TEST_F(AudFormatTest, AMiscTableIsKnownByTheNameOfItsIndex) {
  folder_.write("db.yaml", R"(name: m
schemes:
  speaker: {dtype: str, labels: speakers}
tables:
  files:
    type: filewise
    columns: {emotion: {}, who: {scheme_id: speaker}}
misc_tables:
  speakers: {levels: {speaker: str}, columns: {gender: {}}}
)");
  folder_.write("db.files.csv", "file,emotion,who\na.wav,sad,ann\n");
  folder_.write("db.speakers.csv", "speaker,gender\nann,female\n");
  EXPECT_EQ(read().at(0).gender, "female");
}

TEST_F(AudFormatTest, SaysWhatItCannotRead) {
  folder_.write("db.emotion.train.csv", "file,emotion\n/x/a.wav,sad\n,sad\n");
  EXPECT_SAYS(fault(), "db.emotion.train.csv:2: file is '/x/a.wav'; expected a path below");
  EXPECT_SAYS(fault(), "db.emotion.train.csv:3: has no file");
  std::filesystem::rename(folder_.path() / "db.emotion.train.csv",
                          folder_.path() / "db.emotion.train.parquet");
  EXPECT_SAYS(fault(), "db.emotion.train.parquet: is not read; write csv in Python");
  folder_.write("db.yaml", "name: x\ntables: {a: [\n");
  EXPECT_SAYS(fault(), "db.yaml:3");
  folder_.write("db.yaml", "just a text\n");
  EXPECT_SAYS(fault(), "has no 'tables'");
}

}  // namespace
