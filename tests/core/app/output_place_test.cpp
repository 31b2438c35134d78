// A result is written onto nothing that is something else.
#include "app/output_place.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class OutputPlace : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("serhost-place-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    make_directory(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string refusal(const fs::path& file) const {
    try {
      check_output(file, {".html", ".csv"});
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::cannot_create);
      return error.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(OutputPlace, WhatIsNotThereAndWhatIsOfItsKindMayBeWritten) {
  EXPECT_EQ(refusal(folder_ / "new.html"), "");
  EXPECT_EQ(refusal(folder_ / "new.json"), "");
  replace_file(folder_ / "old.html", "x");
  EXPECT_EQ(refusal(folder_ / "old.html"), "");
  EXPECT_EQ(refusal("/dev/null"), "");
}

TEST_F(OutputPlace, AFileOfARunIsNotReplaced) {
  replace_file(folder_ / "run.json", "{}");
  for (const auto* name : {"run.json", "predictions.csv", "experiment.toml"}) {
    replace_file(folder_ / name, "kept");
    EXPECT_THAT(refusal(folder_ / name), HasSubstr("is a file of the run in ")) << name;
  }
  replace_file(folder_ / "report.html", "old");
  EXPECT_EQ(refusal(folder_ / "report.html"), "");
}

TEST_F(OutputPlace, AFileOfAnotherKindIsNotReplaced) {
  for (const auto* name : {"e.toml", "my_loss.cpp", "notes"}) {
    replace_file(folder_ / name, "kept");
    EXPECT_THAT(refusal(folder_ / name), HasSubstr("does not end in .html or .csv")) << name;
  }
}

TEST_F(OutputPlace, ALogIsAppendedToNothingElse) {
  const auto log_refusal = [](const fs::path& file) -> std::string {
    try {
      check_log(file);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::cannot_create);
      return error.what();
    }
    return "";
  };
  for (const auto* name : {"e.toml", "run.json", "predictions.csv", "model.safetensors"}) {
    replace_file(folder_ / name, "kept");
    EXPECT_THAT(log_refusal(folder_ / name), HasSubstr("is no log")) << name;
  }
  replace_file(folder_ / "old.log", "lines");
  EXPECT_EQ(log_refusal(folder_ / "old.log"), "");
  EXPECT_EQ(log_refusal(folder_ / "new.json"), "");
  EXPECT_EQ(log_refusal("/dev/null"), "");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(log_refusal(folder_ / "pipe"), HasSubstr("a pipe that nobody reads"));
}

}  // namespace
}  // namespace serhost::app
