#include "host/plugin_hash.hpp"

#include <gmock/gmock.h>

#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "core/host/temporary.hpp"
#include "host/library_hash.hpp"

using namespace serhost;
using host::plugin_hash;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(PluginHash, OfAPluginAloneIsThatOfItsFile) {
  const host::Temporary folder;
  replace_file(folder.path() / "own.so", "library");
  make_directory(folder.path() / "other");
  replace_file(folder.path() / "other/table.csv", "of another plugin");
  EXPECT_EQ(plugin_hash(folder.path() / "own.so"), sha256("library"));
}

TEST(PluginHash, ChangesWithLibrariesAndDataThatLieBesideIt) {
  const host::Temporary folder;
  const auto plugin = folder.path() / "own.so", beside = folder.path() / "own";
  replace_file(plugin, "library");
  std::set<std::string> seen = {plugin_hash(plugin)};
  make_directory(beside / "deep");
  EXPECT_TRUE(seen.contains(plugin_hash(plugin))) << "an empty folder is none";
  const auto is_new = [&] { return seen.insert(plugin_hash(plugin)).second; };
  replace_file(beside / "table.csv", "1");
  EXPECT_TRUE(is_new());
  replace_file(beside / "table.csv", "2");
  EXPECT_TRUE(is_new());
  replace_file(beside / "deep/libhelp.so", "code");
  EXPECT_TRUE(is_new());
  std::filesystem::rename(beside / "deep/libhelp.so", beside / "deep/libother.so");
  EXPECT_TRUE(is_new());
}

TEST(PluginHash, IsThatOfTheFileThatThisProcessKnowsOrNone) {
  const host::Temporary folder;
  const auto plugin = folder.path() / "own.so";
  replace_file(plugin, "library");
  EXPECT_EQ(plugin_hash(plugin), host::library_hash(plugin));
  replace_file(plugin, "another library");
  EXPECT_THAT([&] { plugin_hash(plugin); },
              ThrowsMessage<PluginError>(HasSubstr("its file was replaced")));
}

TEST(PluginHash, TakesNoNoticeOfTheReadme) {
  const host::Temporary folder;
  replace_file(folder.path() / "own.so", "library");
  make_directory(folder.path() / "own");
  replace_file(folder.path() / "own/README.md", "what it is");
  EXPECT_EQ(plugin_hash(folder.path() / "own.so"), sha256("library"));
}
