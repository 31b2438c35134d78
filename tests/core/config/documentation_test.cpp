// docs/experiment-file.md names every key that the checks know: asked for by a key that no table
// has.
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "fixture.hpp"

namespace serhost::config {
namespace {

using Documentation = testing::InFolder;

std::vector<std::string> known_keys(const std::string& fault) {
  const auto at = fault.find("Known: ");
  if (at == std::string::npos) return {};
  auto list = fault.substr(at + 7);
  list.resize(list.find('.'));
  std::vector<std::string> keys;
  for (const auto& key : split(list, ',')) keys.emplace_back(trim(key));
  return keys;
}

TEST_F(Documentation, NamesEveryKeyOfTheHost) {
  const auto* source = std::getenv("SERHOST_SOURCE_DIR");
  if (!source) GTEST_SKIP() << "SERHOST_SOURCE_DIR is not set";
  const auto page = read_file(std::filesystem::path(source) / "docs/experiment-file.md");
  write("a.toml", testing::kSmall);
  std::size_t keys = 0;
  for (const std::string table : {"", "dataset.", "protocol.", "protocol.validation.", "backbone.",
                                  "head.", "loss.", "train.", "train.optimizer."}) {
    const auto fault = faults_of("a.toml", {table + "qqqqqqqqqq=1"});
    for (const auto& key : known_keys(fault)) {
      ++keys;
      const bool component =
          key == "clips" || key == "hidden" || key == "num_layers";  // of the made-up plugins
      EXPECT_TRUE(component || page.find("`" + key + "`") != std::string::npos ||
                  page.find("[" + key + "]") != std::string::npos)
          << table << key << " is not in docs/experiment-file.md";
    }
  }
  EXPECT_GT(keys, 50u);
}

}  // namespace
}  // namespace serhost::config
