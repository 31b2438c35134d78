// RAVDESS: file names, both channels, nested copies, and the counts of the whole corpus on a tree
// of empty files.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <serhost/testing/dataset.hpp>
#include <set>

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_dataset;

class RavdessTest : public ::testing::Test {
 protected:
  std::vector<serhost::Utterance> read(const fs::path& root,
                                       const std::string& channel = "speech") {
    return make_dataset("ravdess", {"channel=" + channel}, root)->utterances();
  }
  std::string fault(const std::string& channel = "speech") {
    try {
      read(folder_.path(), channel);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }

  /// All names of the corpus: neutral has no strong intensity; song has six emotions and lacks
  /// actor 18.
  void put_everything() {
    for (int actor = 1; actor <= 24; ++actor)
      for (int channel = 1; channel <= 2; ++channel)
        for (int emotion = 1; emotion <= (channel == 1 ? 8 : 6); ++emotion)
          for (int intensity = 1; intensity <= (emotion == 1 ? 1 : 2); ++intensity)
            for (int statement = 1; statement <= 2; ++statement)
              for (int repetition = 1; repetition <= 2; ++repetition) {
                if (channel == 2 && actor == 18) continue;
                char name[96];
                std::snprintf(
                    name, sizeof name,
                    "Audio_%s_Actors_01-24/Actor_%02d/03-%02d-%02d-%02d-%02d-%02d-%02d.wav",
                    channel == 1 ? "Speech" : "Song", actor, channel, emotion, intensity, statement,
                    repetition, actor);
                folder_.write(name, "x");
              }
  }

  serhost::testing::TemporaryFolder folder_;
};

TEST_F(RavdessTest, FileNamesSayEverything) {
  folder_.write("Actor_12/03-01-06-02-01-02-12.wav", "x");
  const auto one = read(folder_.path()).at(0);
  EXPECT_EQ(one.key, "03-01-06-02-01-02-12");
  EXPECT_EQ(one.label, "fear");
  EXPECT_EQ(one.corpus_label, "06");
  EXPECT_EQ(one.speaker, "12");
  EXPECT_EQ(one.gender, "female");
  EXPECT_EQ(one.sentence, "01");
  EXPECT_EQ(one.extra.at("intensity"), "strong");
  EXPECT_EQ(one.extra.at("repetition"), "02");
}

TEST_F(RavdessTest, TheWholeCorpusHasThePublishedCounts) {
  put_everything();
  std::map<std::string, int> labels;
  const auto speech = read(folder_.path());
  for (const auto& one : speech) ++labels[*one.label];
  EXPECT_EQ(speech.size(), 1440U);
  EXPECT_EQ(labels["neutral"], 96);
  for (const char* label : {"calm", "happiness", "sadness", "anger", "fear", "disgust", "surprise"})
    EXPECT_EQ(labels[label], 192) << label;

  labels.clear();
  std::set<std::string> speakers;
  const auto song = read(folder_.path(), "song");
  for (const auto& one : song) {
    ++labels[*one.label];
    speakers.insert(*one.speaker);
  }
  EXPECT_EQ(song.size(), 1012U);
  EXPECT_EQ(labels["neutral"], 92);
  EXPECT_EQ(labels["calm"], 184);
  EXPECT_EQ(labels.count("disgust"), 0U);
  EXPECT_EQ(speakers.size(), 23U);
  EXPECT_EQ(read(folder_.path(), "both").size(), 2452U);
  serhost::testing::expect_conforms(*make_dataset("ravdess", {"channel=both"}, folder_.path()));
}

TEST_F(RavdessTest, ANestedCopyCountsOnce) {
  folder_.write("Actor_01/03-01-01-01-01-01-01.wav", "x");
  folder_.write("Actor_01/._03-01-01-01-01-01-01.wav", "x");
  folder_.write("audio_speech_actors_01-24/Actor_01/03-01-01-01-01-01-01.wav", "x");
  const auto got = read(folder_.path());
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].audio, folder_.path() / "Actor_01/03-01-01-01-01-01-01.wav");
}

TEST_F(RavdessTest, VideoNamesAndNumbersOutOfRangeAreLeftOut) {
  folder_.write("Actor_01/01-01-01-01-01-01-01.wav", "x");
  folder_.write("Actor_01/03-01-09-01-01-01-01.wav", "x");
  folder_.write("Actor_01/03-01-01-01-01-01-25.wav", "x");
  EXPECT_NE(fault().find("3 other wav files"), std::string::npos) << fault();
}

TEST_F(RavdessTest, AChannelThatIsNotThereSaysWhatIs) {
  folder_.write("Actor_01/03-01-01-01-01-01-01.wav", "x");
  EXPECT_NE(fault("song").find("no RAVDESS song"), std::string::npos);
  EXPECT_NE(fault("song").find("1 of speech"), std::string::npos);
}

TEST(RavdessRecordings, OfTwoActorsAreThere) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || !fs::exists(fs::path(data) / "ravdess_speech"))
    GTEST_SKIP() << "SERHOST_TEST_DATA does not name a folder with ravdess_speech";
  const auto corpus = make_dataset("ravdess", {}, fs::path(data) / "ravdess_speech");
  serhost::testing::expect_conforms(*corpus);
  std::set<std::string> speakers;
  for (const auto& one : corpus->utterances()) speakers.insert(*one.speaker);
  EXPECT_EQ(speakers, (std::set<std::string>{"01", "02"}));
}

}  // namespace
