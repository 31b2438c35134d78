#include "base/files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"

namespace fs = std::filesystem;
using namespace serhost;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("serhost-files-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    make_directory(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(Files, ReplaceLeavesTheNewContentAndNothingElse) {
  replace_file(folder_ / "a.json", "one");
  replace_file(folder_ / "a.json", "two");
  EXPECT_EQ(read_file(folder_ / "a.json"), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(Files, ReplaceInAMissingFolderIsAnInputOutputError) {
  try {
    replace_file(folder_ / "none" / "a.json", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::io);
  }
}

TEST_F(Files, ReadNamesTheFileThatIsMissing) {
  try {
    read_file(folder_ / "none");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::missing);
    EXPECT_NE(std::string(error.what()).find("none"), std::string::npos);
  }
}

TEST_F(Files, AFolderIsNotAFile) { EXPECT_THROW(read_file(folder_), Error); }
