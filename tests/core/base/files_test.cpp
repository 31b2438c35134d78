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
  } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::io); }
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

TEST_F(Files, AppendCreatesAndGrows) {
  append_file(folder_ / "a.csv", "one\n");
  append_file(folder_ / "a.csv", "two\n", true);
  EXPECT_EQ(read_file(folder_ / "a.csv"), "one\ntwo\n");
}

TEST_F(Files, AppendSaysWhyItCannot) {
  try {
    append_file(folder_ / "nowhere/a.csv", "one\n");
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::io);
    EXPECT_NE(std::string(error.what()).find("cannot be written: No such file"), std::string::npos)
        << error.what();
  }
}

TEST_F(Files, AReplacementThatIsNotCommittedLeavesTheOldFileAlone) {
  replace_file(folder_ / "a.json", "old");
  {
    FileReplacement replacement(folder_ / "a.json");
    replacement.write("new", 3);
  }
  EXPECT_EQ(read_file(folder_ / "a.json"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(Files, AFullDiskIsAnInputOutputErrorThatSaysSo) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  try {
    append_file("/dev/full", "x");
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::io);
    EXPECT_STREQ(error.what(), "/dev/full: cannot be written: No space left on device");
  }
}

TEST_F(Files, DirectoriesAreMadeWithTheirParents) {
  make_directory(folder_ / "a" / "b" / "c");
  make_directory(folder_ / "a" / "b" / "c");
  EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b" / "c"));
  replace_file(folder_ / "file", "");
  try {
    make_directory(folder_ / "file" / "below");
    FAIL() << "must throw";
  } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::cannot_create); }
}
