// A file that lies where others may write: what somebody else planted under its name is left alone.
#include "features/output_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"

namespace serhost::features {
namespace {

namespace fs = std::filesystem;

class OutputFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("serhost-output-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    make_directory(folder_);
    replace_file(folder_ / "other", "another's");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void expect_refused() {
    for (const auto how : {OutputFile::Open::fresh, OutputFile::Open::existing}) {
      try {
        OutputFile(folder_ / "out.partial", how);
        ADD_FAILURE() << "expected a refusal";
      } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::cannot_create); }
    }
    EXPECT_EQ(read_file(folder_ / "other"), "another's");
  }

  fs::path folder_;
};

TEST_F(OutputFiles, ASymbolicLinkIsNotFollowed) {
  fs::create_symlink(folder_ / "other", folder_ / "out.partial");
  expect_refused();
}

TEST_F(OutputFiles, AFileOfTwoNamesIsNotWrittenTo) {
  fs::create_hard_link(folder_ / "other", folder_ / "out.partial");
  expect_refused();
}

TEST_F(OutputFiles, APipeIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo((folder_ / "out.partial").c_str(), 0600), 0);
  expect_refused();
}

TEST_F(OutputFiles, OnesOwnFileIsGoneOnWith) {
  { OutputFile(folder_ / "out.partial", OutputFile::Open::fresh).append("begun"); }
  OutputFile again(folder_ / "out.partial", OutputFile::Open::existing);
  again.append(", ended");
  EXPECT_EQ(read_file(folder_ / "out.partial"), "begun, ended");
}

}  // namespace
}  // namespace serhost::features
