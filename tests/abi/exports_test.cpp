// A plugin shows the world two symbols. Anything more could be taken for the host's or another
// plugin's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// Names of the strong symbols that `file` defines for others (capital letters but W, V; `u` is a
/// unique weak one).
std::vector<std::string> strong_symbols(const fs::path& file) {
  const auto command = std::string(SERHOST_NM) + " -D --defined-only '" + file.string() + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  char buffer[4096];
  for (std::size_t n; pipe && (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;)
    text.append(buffer, n);
  std::vector<std::string> names;
  std::istringstream lines(text);
  std::string address, name;
  for (char type; lines >> address >> type >> name;) {
    if (type != 'W' && type != 'V' && type != 'u' && type != 'w' && type != 'v')
      names.push_back(name);
  }
  return names;
}

}  // namespace

TEST(Exports, OfEveryBundledPluginAreItsRecordAndItsEntryPoint) {
  const auto folder = fs::path(std::getenv("SERHOST_BUILD_DIR")) / "lib" / "serhost" / "plugins";
  std::size_t plugins = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".so") continue;
    EXPECT_THAT(strong_symbols(entry.path()),
                testing::UnorderedElementsAre("serhost_plugin_abi", "serhost_plugin_components"))
        << entry.path().filename();
    ++plugins;
  }
  EXPECT_GT(plugins, 0u);
}
