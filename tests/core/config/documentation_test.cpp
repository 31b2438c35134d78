// docs/experiment-file.md names every key that the checks know: asked for by a key that no table
// has.
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "config/describe.hpp"
#include "config/tables.hpp"
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

/// The row of a key in the page, from its name to the end of the line.
std::string row_of(const std::string& page, const std::string& key) {
  const auto at = page.find("\n| `" + key + "` |");
  return at == std::string::npos ? std::string()
                                 : page.substr(at + 1, page.find('\n', at + 1) - at);
}

template <class Options>
void expect_rows(const std::string& page, const std::string& title) {
  const auto begin = page.find("\n## " + title), end = page.find("\n## ", begin + 1);
  ASSERT_NE(begin, std::string::npos) << title;
  const auto section = page.substr(begin, end - begin);
  Schema<Options> schema;
  declare(schema);
  for (const auto& spec : schema.specs()) {
    const auto row = row_of(section, spec.name);
    EXPECT_THAT(row, ::testing::HasSubstr("| " + type_words(spec))) << title << " " << spec.name;
    const auto fallback = default_words(spec);
    EXPECT_THAT(row, ::testing::HasSubstr(fallback == "-" ? "| - |" : "| `" + fallback + "` |"))
        << title << " " << spec.name;
    for (const auto& choice : spec.choices)
      EXPECT_THAT(row, ::testing::HasSubstr("`" + choice + "`")) << title << " " << spec.name;
  }
}

// One declaration feeds the check, the resolved text and `describe`; the page says the same.
TEST_F(Documentation, HasTheDeclaredTypesAndDefaults) {
  const auto* source = std::getenv("SERHOST_SOURCE_DIR");
  if (!source) GTEST_SKIP() << "SERHOST_SOURCE_DIR is not set";
  const auto page = read_file(std::filesystem::path(source) / "docs/experiment-file.md");
  expect_rows<ProtocolTable>(page, "[protocol]");
  expect_rows<HeadOptions>(page, "[head]");
  expect_rows<TrainTable>(page, "[train]");
}

}  // namespace
}  // namespace serhost::config
