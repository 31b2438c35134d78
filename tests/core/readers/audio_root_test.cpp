#include "serhost/readers/audio_root.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace fs = std::filesystem;
using namespace serhost::readers;

namespace {

class AudioRoots : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }
  void put(const std::string& name) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "x";
  }
  fs::path root_ = fs::temp_directory_path() / ("serhost_roots_" + std::to_string(::getpid()));
};

}  // namespace

TEST_F(AudioRoots, AsFewFoldersAsPossibleAreStripped) {
  put("wav/a.wav");
  put("a.wav");
  const std::vector<std::string> listed = {"downloads/own/wav/a.wav", "downloads/own/wav/b.wav"};
  const auto found = find_audio({root_}, listed);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->strip, 2U);
  EXPECT_EQ(found->file(listed[1]), root_ / "wav/b.wav");
}

TEST_F(AudioRoots, TheFirstFolderThatHoldsOneCounts) {
  put("deep/x/a.wav");
  put("x/a.wav");
  const auto folders = and_above(root_ / "deep", 1);
  ASSERT_EQ(folders.size(), 2U);
  EXPECT_EQ(find_audio(folders, {"x/a.wav"})->folder, root_ / "deep");
  EXPECT_FALSE(find_audio(folders, {"y/b.wav"}).has_value());
  EXPECT_FALSE(find_audio(folders, {""}).has_value());
  EXPECT_FALSE(find_audio(folders, {}).has_value());
}
