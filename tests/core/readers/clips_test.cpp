#include "serhost/readers/clips.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <serhost/readers/splits.hpp>

namespace fs = std::filesystem;
using namespace serhost::readers;

namespace {

template <class Function>
std::string fault(Function function) {
  try {
    function();
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

class ReaderFolders : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }
  void put(const std::string& name, const std::string& text = "x") {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  fs::path holding(const fs::path& path) {
    return folder_holding({path, nullptr}, "Own", "list.csv",
                          [](const fs::path& at) { return fs::exists(at / "list.csv"); });
  }
  fs::path root_ = fs::temp_directory_path() / ("serhost_clips_" + std::to_string(::getpid()));
};

}  // namespace

TEST(ReaderClips, AKeyThatComesTwiceNamesBothPlaces) {
  Problems problems;
  Clips clips(problems);
  serhost::Utterance one;
  one.key = "b";
  clips.add(one, "list:1");
  one.key = "a";
  clips.add(one, "list:2");
  EXPECT_EQ(clips.size(), 2U);
  one.key = "b";
  clips.add(one, "list:3");
  EXPECT_EQ(fault([&] { std::move(clips).sorted(); }), "list:3: the key 'b' is already in list:1");
}

TEST(ReaderClips, ManyProblemsAreCounted) {
  Problems problems("f");
  for (int line = 1; line <= 23; ++line) problems.add(static_cast<std::size_t>(line), "is bad");
  const auto text = fault([&] { problems.throw_if_any(); });
  EXPECT_TRUE(text.starts_with("f:1: is bad\nf:2: is bad\n")) << text;
  EXPECT_TRUE(text.ends_with("f:20: is bad\nand 3 more")) << text;
}

TEST_F(ReaderFolders, TheRootMayBeALevelUpAndALevelDownIsNamed) {
  put("own/list.csv");
  put("own/wav/a.wav");
  EXPECT_EQ(holding(root_ / "own"), root_ / "own");
  EXPECT_EQ(holding(root_), root_ / "own");
  EXPECT_NE(
      fault([&] { holding(root_ / "own/wav"); }).find("set root to " + (root_ / "own").string()),
      std::string::npos);
  put("copy/list.csv");
  EXPECT_NE(fault([&] { holding(root_); }).find("several folders in it hold Own, copy and own"),
            std::string::npos);
}

TEST_F(ReaderFolders, PartsAreReadFromLists) {
  put("train.txt", "a\r\n\r\n b c \n");
  put("test.txt", "d\na\n");
  EXPECT_EQ(read_parts({{root_ / "train.txt", "train"}}),
            (std::map<std::string, std::string>{{"a", "train"}, {"b c", "train"}}));
  EXPECT_NE(fault([&] {
              read_parts({{root_ / "train.txt", "train"}, {root_ / "test.txt", "test"}});
            }).find("test.txt:2: 'a' is in test and in train"),
            std::string::npos);
}
