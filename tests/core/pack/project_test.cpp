#include "pack/project.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

using namespace serhost;
using namespace serhost::pack;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

class Project : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }
  void put(const std::string& path, const std::string& text = "x") const {
    make_directory((folder_ / path).parent_path());
    replace_file(folder_ / path, text);
  }
  std::string fault() const {
    try {
      project_files(folder_);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::config);
      return error.what();
    }
    return "accepted";
  }

  fs::path folder_ = fs::temp_directory_path() / ("serhost-project-" + std::to_string(::getpid()));
};

}  // namespace

TEST_F(Project, GivesItsFilesAndNothingThatIsMade) {
  for (const auto* path : {"a.cpp", "CMakeLists.txt", "data/runs/x.bin", "tools/run.sh",
                           "pack.toml", "build/x.o", "runs/a/run.json", ".git/HEAD", ".gitignore",
                           "binaries/x/a.so", "old-1.0.0.serpack", "data/.hidden"}) {
    put(path);
  }
  fs::permissions(folder_ / "tools/run.sh", fs::perms::owner_exec, fs::perm_options::add);
  std::vector<std::string> found;
  for (const auto& file : project_files(folder_))
    found.push_back(file.path + (file.executable ? " x" : ""));
  EXPECT_THAT(found,
              testing::ElementsAre("CMakeLists.txt", "a.cpp", "data/runs/x.bin", "tools/run.sh x"));
}

TEST_F(Project, TellsWhatCannotBePackedAllAtOnce) {
  put("a.cpp");
  fs::create_symlink("/etc/passwd", folder_ / "link");
  put("caf\xc3\xa9.txt");
  put("A.cpp");
  const auto text = fault();
  EXPECT_THAT(text, HasSubstr("link: is a link or a device"));
  EXPECT_THAT(text, HasSubstr("holds something else than printable ASCII"));
  EXPECT_THAT(text, HasSubstr("differ in case alone"));
}
