#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "host/registry.hpp"
#include "temporary.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::host;

TEST(PluginSearchPath, AreGivenFoldersThenTheVariableThenPacksThenBundled) {
  const Temporary folder;
  const Variable data("XDG_DATA_HOME", folder.path());
  const Variable path("SERHOST_PLUGIN_PATH", "/from/variable::/second");
  make_directory(folder.path() / "serhost" / "packs" / "b" / "lib" / "serhost" / "plugins");
  make_directory(folder.path() / "serhost" / "packs" / "a" / "lib" / "serhost" / "plugins");
  make_directory(folder.path() / "serhost" / "packs" / "without");
  const auto places = PluginSearchPath::standard({"/given"});
  const auto packs = folder.path() / "serhost" / "packs";
  const auto bundled = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" /
                       "serhost" / "plugins";
  EXPECT_EQ(places.folders,
            (std::vector<fs::path>{"/given", "/from/variable", "/second",
                                   packs / "a" / "lib" / "serhost" / "plugins",
                                   packs / "b" / "lib" / "serhost" / "plugins", bundled}));
  EXPECT_EQ(places.given, 1u);
  EXPECT_EQ(places.bundled, bundled);
}

TEST(PluginSearchPath, OfPacksThatAreBeingReplacedAreOneOrTheOther) {
  const Temporary folder;
  const Variable data("XDG_DATA_HOME", folder.path());
  const Variable path("SERHOST_PLUGIN_PATH", "");
  const auto packs = folder.path() / "serhost" / "packs";
  for (const auto* name : {"a", "a.new", "a.old", "b.old", "c.new"})
    make_directory(packs / name / "lib" / "serhost" / "plugins");
  const auto found = PluginSearchPath::standard().folders;
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0], packs / "a" / "lib" / "serhost" / "plugins");
  EXPECT_EQ(found[1],
            packs / "b.old" / "lib" / "serhost" / "plugins");  // its successor is not there yet
}

TEST(PluginSearchPath, ThatWereGivenMustExist) {
  try {
    Registry::discover(PluginSearchPath::standard({"/nowhere/plugins"}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::missing);
    EXPECT_STREQ(
        error.what(),
        "plugin folder '/nowhere/plugins' does not exist; it was given with --plugin-path");
  }
}

TEST(PluginSearchPath, OfTheVariableMayBeMissing) {
  PluginSearchPath places;
  places.folders = {"/nowhere/plugins"};
  EXPECT_TRUE(Registry::discover(places).components().empty());
}
