// A lock, a record and what is loaded are about the same bytes.
#include "app/used_plugins.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "core/run/sample.hpp"
#include "host/library_hash.hpp"

namespace serhost::app {
namespace {

using ::testing::HasSubstr;

TEST(UsedPlugins, AreWhatIsHashedForTheRecordAndStayIt) {
  const run::sample::Folder folder;
  ::setenv("XDG_DATA_HOME", (folder / "data").c_str(), 1);
  host::ComponentInfo info;
  info.name = "calm";
  info.plugin_version = "1.0.0";
  info.file = folder / "calm.so";
  replace_file(info.file, "a library");
  config::Experiment experiment;
  experiment.loss.info = &info;
  const auto used = used_plugins(experiment);
  ASSERT_EQ(used.size(), 1u);
  EXPECT_EQ(used[0].source, "file");
  EXPECT_EQ(used[0].content, sha256("a library"));
  EXPECT_EQ(host::library_hash(info.file), used[0].content);

  replace_file(info.file, "another one");
  try {
    used_plugins(experiment);
    FAIL();
  } catch (const PluginError& error) {
    EXPECT_EQ(error.exit(), Exit::unavailable);
    EXPECT_THAT(error.what(), HasSubstr("plugin 'calm.so': its file was replaced while this"));
  }
}

}  // namespace
}  // namespace serhost::app
