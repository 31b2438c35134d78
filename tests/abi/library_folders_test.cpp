// Where the loader searches for the libraries of what is built: nowhere that others could fill.
#include "host/library_folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace serhost::host {
namespace {

namespace fs = std::filesystem;

fs::path planted(const std::string& name) {
  return fs::path(SERHOST_HOSTILE_FOLDER) / "folders" / name / (name + ".so");
}

bool is_elf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  char magic[4] = {};
  in.read(magic, sizeof magic);
  return std::string(magic, 4) == "\177ELF";
}

TEST(LibraryFolders, OfEverythingThatIsBuiltAreSafe) {
  const fs::path build = std::getenv("SERHOST_BUILD_DIR");
  std::size_t files = 0;
  for (const auto& part : {build / "bin", build / "lib", build / "tests"}) {
    if (!fs::exists(part)) continue;
    for (auto at = fs::recursive_directory_iterator(part); at != fs::end(at); ++at) {
      // What tests leave behind is theirs, and the planted ones lie in one folder.
      if (at->is_directory() && (at->path().filename().string().starts_with("tmp") ||
                                 at->path().filename() == "folders")) {
        at.disable_recursion_pending();
        continue;
      }
      const auto name = at->path().filename().string();
      if (!at->is_regular_file() || name.ends_with(".o") || !is_elf(at->path())) continue;
      EXPECT_THAT(unsafe_library_folders(at->path()), IsEmpty()) << at->path();
      ++files;
    }
  }
  EXPECT_GT(files, 20U);
}

TEST(LibraryFolders, AreReadInTheirOrder) {
  EXPECT_THAT(library_folders(planted("twice")),
              ElementsAre("/usr/lib", "/usr/local/lib", "/usr/lib"));
  EXPECT_THAT(library_folders(planted("empty")), ElementsAre("/usr/lib", ""));
}

TEST(LibraryFolders, EveryKindOfFaultIsNamed) {
  EXPECT_THAT(unsafe_library_folders(planted("empty")), ElementsAre(HasSubstr("current folder")));
  EXPECT_THAT(unsafe_library_folders(planted("relative")),
              ElementsAre("'lib', which is not an absolute path"));
  EXPECT_THAT(unsafe_library_folders(planted("world_writable")),
              ElementsAre("'/tmp', into which any user may write"));
  EXPECT_THAT(unsafe_library_folders(planted("not_there")),
              ElementsAre(HasSubstr("into which any user may write")));
  EXPECT_THAT(unsafe_library_folders(planted("twice")), ElementsAre("'/usr/lib' twice"));
  EXPECT_THAT(unsafe_library_folders(planted("origin")), IsEmpty());
}

TEST(LibraryFolders, AFolderOfLibrariesIsRefusedWithEveryFault) {
  check_library_folders(planted("origin").parent_path());
  try {
    check_library_folders(fs::path(SERHOST_HOSTILE_FOLDER) / "folders");
    FAIL() << "expected a refusal";
  } catch (const PluginError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("empty.so searches for its libraries in an empty"),
                                    HasSubstr("relative.so"), HasSubstr("twice.so"),
                                    HasSubstr("CMAKE_BUILD_WITH_INSTALL_RPATH")));
  }
}

TEST(LibraryFolders, WhatIsCutShortIsRefused) {
  const auto whole = read_file(planted("twice"));
  const auto file = fs::path(testing::TempDir()) / "cut.so";
  std::size_t refused = 0;
  for (std::size_t size = 0; size < whole.size(); size += 997) {
    replace_file(file, whole.substr(0, size));
    try {
      library_folders(file);
    } catch (const PluginError&) { ++refused; }
  }
  EXPECT_GT(refused, 5U);
  fs::remove(file);
}

}  // namespace
}  // namespace serhost::host
