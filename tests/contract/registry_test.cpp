// The suites beside this one run over what the registry holds: nothing may be missing there.
#include <gmock/gmock.h>

#include <set>

#include "contract/cases.hpp"

namespace fs = std::filesystem;
using namespace serhost;

TEST(Registry, HoldsEveryPluginOfTheSourceTreeAndRefusesNone) {
  ASSERT_FALSE(contract::source_folder().empty()) << "run by ctest, which sets SERHOST_SOURCE_DIR";
  for (const auto& kind : kKinds) {
    std::set<std::string> folders, plugins;
    const auto group = contract::source_folder() / "plugins" / kind.plural;
    if (fs::is_directory(group)) {
      for (const auto& folder : fs::directory_iterator(group)) {
        if (folder.is_directory()) folders.insert(folder.path().filename());
      }
    }
    for (const auto& info : serhost::testing::registry().components()) {
      if (info.kind == kind.kind && info.built_in == nullptr) plugins.insert(info.plugin);
    }
    EXPECT_EQ(plugins, folders) << kind.plural;
  }
  for (const auto& refusal : serhost::testing::registry().refusals())
    ADD_FAILURE() << refusal.message;
}
