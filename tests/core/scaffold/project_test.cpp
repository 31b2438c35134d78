// The files of `serhost new`; that they configure, build, test and train is shown by tests/sdk.
#include "scaffold/project.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <serhost/kind.hpp>

#include "audio/decode.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

using namespace serhost;
using namespace serhost::scaffold;
namespace fs = std::filesystem;

namespace {

class WriteProject : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_ = fs::temp_directory_path() / ("scaffold-test-" + std::to_string(::getpid()));
};

}  // namespace

TEST(ProjectFiles, LeaveNoMarkUnfilled) {
  for (const auto& kind : kinds()) {
    for (const auto& [file, text] : project_files(kind, "my_idea")) {
      if (file.starts_with("example/")) continue;
      EXPECT_EQ(text.find('@'), std::string::npos) << kind << "/" << file << ":\n" << text;
      EXPECT_EQ(file.find('@'), std::string::npos) << file;
    }
  }
}

TEST(ProjectFiles, AreThereForEveryKindOfComponent) {
  std::vector<std::string> all;
  for (const auto& kind : kKinds) {
    all.emplace_back(kind.name);
    const auto files = project_files(kind.name, "my_idea");
    EXPECT_NE(files.at("my_idea.cpp").find(kind.registry + std::string("(MyIdea, \"my_idea\"")),
              std::string::npos)
        << kind.name;
    EXPECT_NE(files.at("experiment.toml").find("\"my_idea\""), std::string::npos) << kind.name;
  }
  EXPECT_EQ(kinds(), all);
}

TEST(ProjectFiles, AreSevenAndNamedAfterThePlugin) {
  const auto files = project_files("loss", "my_idea");
  std::vector<std::string> names;
  for (const auto& [file, text] : files) names.push_back(file);
  EXPECT_EQ(names, (std::vector<std::string>{".gitignore", "CMakeLists.txt", "README.md",
                                             "experiment.toml", "my_idea.cpp", "my_idea_test.cpp",
                                             "pack.toml"}));
  EXPECT_NE(files.at("my_idea.cpp").find("SERHOST_LOSS(MyIdea, \"my_idea\""), std::string::npos);
  const auto& build = files.at("CMakeLists.txt");
  EXPECT_EQ(std::count(build.begin(), build.end(), '\n'), 4);
}

TEST(ProjectFiles, RefuseNamesThatNoPluginMayHave) {
  for (const auto* name :
       {"", "MyLoss", "my-loss", "1st", "a b", "../up", "_x", "test", "install", "ä", "a\nb"}) {
    EXPECT_THROW(project_files("loss", name), UsageError) << name;
  }
  EXPECT_THROW(project_files("loss", std::string(41, 'a')), UsageError);
  EXPECT_NO_THROW(project_files("loss", std::string(40, 'a')));
  EXPECT_THROW(project_files("lossy", "mine"), UsageError);
}

TEST(ClassName, IsInCamelCase) {
  EXPECT_EQ(class_name("focal"), "Focal");
  EXPECT_EQ(class_name("focal_plus_2"), "FocalPlus2");
}

TEST_F(WriteProject, MakesAFolderWithClipsThatCanBeHeard) {
  const auto folder = folder_ / "reader";
  write_project(folder, project_files("dataset", "reader"));
  std::size_t clips = 0;
  for (const auto& entry : fs::directory_iterator(folder / "example")) {
    const auto waveform = audio::decode(entry.path());
    EXPECT_EQ(waveform.sample_rate, 8000);
    EXPECT_EQ(waveform.samples.size(), 4000u);
    EXPECT_GT(*std::max_element(waveform.samples.begin(), waveform.samples.end()), 0.3F);
    ++clips;
  }
  EXPECT_EQ(clips, 12u);
}

TEST_F(WriteProject, TouchesNothingThatIsThere) {
  std::ofstream(folder_ / "thesis.tex") << "precious";
  try {
    write_project(folder_, project_files("loss", "mine"));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_create);
    EXPECT_NE(std::string(error.what()).find("--dir"), std::string::npos);
  }
  EXPECT_EQ(read_file(folder_ / "thesis.tex"), "precious");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(WriteProject, LeavesNothingBehindWhereAFileCannotBeWritten) {
  // A file name longer than any file system takes.
  const auto folder = folder_ / "new";
  EXPECT_THROW(write_project(folder, {{"a.txt", "a"}, {std::string(400, 'b'), "b"}}), Error);
  EXPECT_FALSE(fs::exists(folder));
}
