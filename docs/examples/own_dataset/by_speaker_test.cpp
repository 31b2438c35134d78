#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

TEST(BySpeaker, TakesSpeakerAndLabelFromThePath) {
  const TemporaryFolder root;
  root.write("maria/very_sad_12.wav", "");
  root.write("ben/angry_1.wav", "");
  root.write("ben/notes.txt", "");
  const auto clips = make_dataset("by_speaker", {"language=en"}, root.path())->utterances();
  ASSERT_EQ(clips.size(), 2u);
  EXPECT_EQ(clips[0].key, "ben/angry_1.wav");
  EXPECT_EQ(clips[1].speaker, "maria");
  EXPECT_EQ(clips[1].label, "very_sad");
  EXPECT_EQ(clips[1].language, "en");
}

TEST(BySpeaker, KeepsWhatEveryDatasetPromises) {
  const TemporaryFolder root;
  for (const auto& name : serhost::testing::odd_names()) root.write(name + "/angry_1.wav", "");
  serhost::testing::expect_dataset_conforms("by_speaker", {}, root.path(), /*labels=*/{"angry"});
}

TEST(BySpeaker, NamesAFileThatDoesNotFit) {
  const TemporaryFolder root;
  root.write("ben/angry.wav", "");
  try {
    make_dataset("by_speaker", {}, root.path())->utterances();
    FAIL() << "expected an error";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("ben/angry.wav' is not named <label>_<number>.wav"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
