#include <serhost/testing.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

using serhost::testing::make_dataset;
namespace fs = std::filesystem;

/// A folder of empty files that goes when the test ends: what a dataset lists, it does not open.
class BySpeakerTest : public testing::Test {
 protected:
  BySpeakerTest() {
    auto name = (fs::temp_directory_path() / "by_speaker_XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  ~BySpeakerTest() override { fs::remove_all(root_); }

  void add(const fs::path& file) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file).put('\n');
  }

  fs::path root_;
};

TEST_F(BySpeakerTest, TakesSpeakerAndLabelFromThePath) {
  add("maria/very_sad_12.wav");
  add("ben/angry_1.wav");
  add("ben/notes.txt");
  const auto clips = make_dataset("by_speaker", {"language=\"en\""}, root_)->utterances();
  ASSERT_EQ(clips.size(), 2u);
  EXPECT_EQ(clips[0].key, "ben/angry_1.wav");
  EXPECT_EQ(clips[1].speaker, "maria");
  EXPECT_EQ(clips[1].label, "very_sad");
  EXPECT_EQ(clips[1].language, "en");
}

TEST_F(BySpeakerTest, NamesAFileThatDoesNotFit) {
  add("ben/angry.wav");
  try {
    make_dataset("by_speaker", {}, root_)->utterances();
    FAIL() << "expected an error";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("ben/angry.wav' is not named <label>_<number>.wav"), std::string::npos) << error.what();
  }
}

}  // namespace
