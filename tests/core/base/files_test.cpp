#include "base/files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/unfinished.hpp"

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

namespace {

Exit exit_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) { return error.exit(); }
  return Exit::ok;
}

}  // namespace

TEST_F(Files, ALinkIsNotWrittenThroughAndNotReplaced) {
  replace_file(folder_ / "mine", "kept");
  fs::create_symlink(folder_ / "mine", folder_ / "link");
  fs::create_symlink(folder_ / "nowhere", folder_ / "dangling");
  for (const auto* name : {"link", "dangling"}) {
    EXPECT_EQ(exit_of([&] { replace_file(folder_ / name, "new"); }), Exit::cannot_create) << name;
    EXPECT_EQ(exit_of([&] { append_file(folder_ / name, "new"); }), Exit::io) << name;
    EXPECT_TRUE(fs::is_symlink(folder_ / name)) << name;
  }
  EXPECT_EQ(read_file(folder_ / "mine"), "kept");
  EXPECT_FALSE(fs::exists(folder_ / "nowhere"));
}

TEST_F(Files, PipesAndDevicesAreWrittenInto) {
  const auto pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string heard;
  std::thread reader([&] {
    std::ifstream in(pipe);
    std::getline(in, heard);
  });
  replace_file(pipe, "through\n");
  reader.join();
  EXPECT_EQ(heard, "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
  replace_file("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(exit_of([] { replace_file("/dev/full", "x"); }), Exit::io);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(Files, StandardOutputIsWrittenIntoWhateverItIs) {
  const int out = ::open((folder_ / "out").c_str(), O_RDWR | O_CREAT, 0600);
  replace_file("/dev/fd/" + std::to_string(out), "text");
  ::close(out);
  EXPECT_EQ(read_file(folder_ / "out"), "text");
}

TEST_F(Files, FoldersAreRefusedAsDestinations) {
  make_directory(folder_ / "sub");
  EXPECT_EQ(exit_of([&] { replace_file(folder_ / "sub", "x"); }), Exit::cannot_create);
}

TEST_F(Files, WhatCouldBeReadForEverIsNotRead) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  for (const fs::path& file : {folder_ / "pipe", fs::path("/dev/zero")})
    EXPECT_EQ(exit_of([&] { read_file(file); }), Exit::config) << file;
}

TEST_F(Files, WhatCouldBeReadForEverIsNotHashed) {
  const auto pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& file : {pipe, fs::path("/dev/zero")}) EXPECT_THROW(sha256_of_file(file), Error);
}

TEST_F(Files, WhatSomebodyElseFillsAppearsWholeOrNotAtAll) {
  replace_file(folder_ / "a.db", "old");
  const auto fails = [](const fs::path& fresh) {
    std::ofstream(fresh) << "half";
    throw std::runtime_error("no more");
  };
  EXPECT_THROW(replace_file_by(folder_ / "a.db", fails), std::runtime_error);
  EXPECT_EQ(read_file(folder_ / "a.db"), "old");
  replace_file_by(folder_ / "a.db", [](const fs::path& fresh) { std::ofstream(fresh) << "whole"; });
  EXPECT_EQ(read_file(folder_ / "a.db"), "whole");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(Files, WhatAKillLeftIsRemovedButNothingThatIsStillWritten) {
  const auto file = folder_ / "a.csv";
  for (const char* name : {".a.csv.123.tmp", ".a.csv.x.tmp", ".b.csv.123.tmp", "a.csv.123.tmp"})
    std::ofstream(folder_ / name) << "half";
  FileReplacement being_written(file);
  remove_unfinished(file);
  EXPECT_FALSE(fs::exists(folder_ / ".a.csv.123.tmp"));
  for (const char* name : {".a.csv.x.tmp", ".b.csv.123.tmp", "a.csv.123.tmp"})
    EXPECT_TRUE(fs::exists(folder_ / name)) << name;
  being_written.commit();
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(Files, ATemporaryNameCannotBeForeseen) {
  const auto temporary = [&] {
    const FileReplacement replacement(folder_ / "a");
    return fs::directory_iterator(folder_)->path().filename().string();
  };
  EXPECT_NE(temporary(), temporary());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 0);
}
