// docs/experiment-file.md has a row for every key, with the type, range and default that its
// declaration has: from that one come the check, `serhost describe` and the resolved text.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "config/describe.hpp"
#include "config/tables.hpp"
#include "host/built_in.hpp"

namespace serhost::config {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

struct Row {
  std::vector<std::string> keys, cells;
};

/// The names in backticks of a cell.
std::vector<std::string> names_in(const std::string& cell) {
  std::vector<std::string> out;
  const auto parts = split(cell, '`');
  for (std::size_t i = 1; i < parts.size(); i += 2) out.push_back(parts[i]);
  return out;
}

/// The rows of the table that begins with `header` behind `title`.
std::vector<Row> rows_of(const std::string& title, const std::string& header) {
  const auto page = read_file(std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) /
                              "docs/experiment-file.md");
  auto at = page.find("\n## " + title);
  EXPECT_NE(at, std::string::npos) << title;
  at = page.find("\n" + header + "\n", at);
  EXPECT_NE(at, std::string::npos) << header;
  std::vector<Row> out;
  const auto lines = split(page.substr(at + header.size() + 2), '\n');
  for (std::size_t i = 1; i < lines.size() && lines[i].starts_with("| "); ++i) {
    Row row;
    for (const auto& cell : split(lines[i].substr(2, lines[i].rfind(" |") - 2), '|'))
      row.cells.emplace_back(trim(cell));
    row.keys = names_in(row.cells.front());
    out.push_back(std::move(row));
  }
  return out;
}

constexpr const char* kHeader = "| key | type | default | meaning |";

std::string type_cell(KeySpec spec) {
  const auto type = type_words(spec);
  spec.choices.clear();
  const auto range = range_words(spec);
  return range.empty() ? type : type + ", " + range;
}

/// The meaning in a row, and the page that it leads to for a list that is too long for a row.
std::string meaning_of(const Row& row) {
  auto out = row.cells.back();
  const auto link = out.find("...: ["), page = out.find("](", link);
  if (link == std::string::npos || page == std::string::npos) return out;
  const auto end = out.find_first_of("#)", page);
  return out + read_file(std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) / "docs" /
                         out.substr(page + 2, end - page - 2));
}

/// The last three cells of a row are type, default and meaning.
void expect_row(const Row& row, const KeySpec& spec) {
  SCOPED_TRACE(spec.name);
  ASSERT_GE(row.cells.size(), 4u);
  const auto n = row.cells.size();
  EXPECT_EQ(row.cells[n - 3], type_cell(spec));
  const auto fallback = default_words(spec);
  EXPECT_EQ(row.cells[n - 2], fallback == "-" ? "-" : "`" + fallback + "`");
  for (const auto& choice : spec.choices)
    EXPECT_THAT(meaning_of(row), HasSubstr("`" + choice + "`"));
}

const Row* find_row(const std::vector<Row>& rows, const std::string& key) {
  for (const auto& row : rows) {
    if (std::find(row.keys.begin(), row.keys.end(), key) != row.keys.end()) return &row;
  }
  return nullptr;
}

/// Each declared key has its row, and each row is of a declared key or of one of `others`.
void expect_table(const std::vector<Row>& rows, const std::vector<KeySpec>& specs,
                  std::vector<std::string> others = {}) {
  for (const auto& spec : specs) {
    const auto* row = find_row(rows, spec.name);
    if (row == nullptr) ADD_FAILURE() << "no row of " << spec.name;
    else expect_row(*row, spec);
    others.push_back(spec.name);
  }
  for (const auto& row : rows) {
    for (const auto& key : row.keys)
      EXPECT_THAT(others, ::testing::Contains(key)) << "a row of a key that is not declared";
  }
}

TEST(ExperimentPage, HasTheDeclaredKeysOfEveryTable) {
  expect_table(rows_of("Top level", kHeader), keys_of<ExperimentKeys>(), {"extends"});
  expect_table(rows_of("[dataset]", kHeader), keys_of<DatasetKeys>(), {"plugin"});
  expect_table(rows_of("[protocol]", kHeader), keys_of<ProtocolTable>());
  expect_table(rows_of("[protocol]", "| `validation` key | type | default | meaning |"),
               keys_of<ValidationRule>());
  expect_table(rows_of("[conversation]", kHeader), keys_of<ConversationTable>());
  expect_table(rows_of("[backbone]", kHeader), keys_of<BackboneKeys>(), {"plugin"});
  expect_table(rows_of("[[augment]]", kHeader), keys_of<AugmentTable>(), {"plugin"});
  expect_table(rows_of("[train]", kHeader), keys_of<TrainTable>());
}

TEST(ExperimentPage, HasTheKeysOfTheHeadThatIsBuiltIn) {
  const auto& mlp = host::built_in_registry().get(Kind::head, "mlp");
  ASSERT_EQ(mlp.parameters.size(), 5u);
  const auto rows = rows_of("[head]", kHeader);
  expect_table(rows, {mlp.parameters.begin(), mlp.parameters.end()});
  const auto poolings = names_of_pieces("pooling");
  EXPECT_GE(poolings.size(), 5u);
  const auto* row = find_row(rows, "pooling");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(names_in(row->cells.back()), poolings);
}

/// Rows with a column "of" that names the pieces that have the key, "all" for all.
void expect_owners(const std::vector<Row>& rows, const std::string& key, const std::string& owner) {
  const auto* row = find_row(rows, key);
  ASSERT_NE(row, nullptr) << key;
  EXPECT_THAT(split(row->cells[1], ','), ::testing::Contains(::testing::AnyOf(owner, " " + owner)))
      << key;
}

TEST(ExperimentPage, HasTheKeysOfEveryOptimizer) {
  const auto rows = rows_of("[train]", "| `optimizer` key | of | type | default | meaning |");
  std::vector<std::string> names, known = {"name"};
  for (const auto& spec : keys_of<OptimizerTable>()) {
    const auto* row = find_row(rows, spec.name);
    ASSERT_NE(row, nullptr) << spec.name;
    expect_row(*row, spec);
    EXPECT_EQ(row->cells[1], "all");
    known.push_back(spec.name);
  }
  for (const auto& info : host::built_in_registry().components()) {
    if (info.kind != Kind::optimizer) continue;
    names.push_back(info.name);
    for (const auto& spec : info.parameters) {
      expect_owners(rows, spec.name, info.name);
      if (const auto* row = find_row(rows, spec.name)) expect_row(*row, spec);
      known.push_back(spec.name);
    }
  }
  EXPECT_GE(names.size(), 4u);
  EXPECT_THAT(names_in(find_row(rows, "name")->cells.back()),
              ::testing::UnorderedElementsAreArray(names));
  for (const auto& row : rows) EXPECT_THAT(known, ::testing::Contains(row.keys.at(0)));
}

TEST(ExperimentPage, HasTheKeysOfEverySchedule) {
  const auto rows = rows_of("[train]", "| `schedule` key | of | type | default | meaning |");
  std::vector<std::string> known = {"name"};
  for (const auto* piece : pieces_of("schedule")) {
    for (const auto& spec : piece->parameters()) {
      expect_owners(rows, spec.name, piece->name);
      if (const auto* row = find_row(rows, spec.name)) expect_row(*row, spec);
      known.push_back(spec.name);
    }
  }
  EXPECT_EQ(names_in(find_row(rows, "name")->cells.back()), names_of_pieces("schedule"));
  for (const auto& row : rows) EXPECT_THAT(known, ::testing::Contains(row.keys.at(0)));
}

TEST(ExperimentPage, NamesTheProtocolsThatUseAKey) {
  const auto rows = rows_of("[protocol]", kHeader);
  std::size_t uses = 0;
  for (const auto* piece : pieces_of("protocol")) {
    for (const auto& spec : piece->parameters()) {
      const auto* row = find_row(rows, spec.name);
      ASSERT_NE(row, nullptr) << spec.name;
      EXPECT_THAT(row->cells.back(), HasSubstr("`" + std::string(piece->name) + "`")) << spec.name;
      ++uses;
    }
  }
  EXPECT_GE(uses, 7u);
}

// What a protocol says of a shared key and what the table says: one type, one range.
TEST(ExperimentPage, ProtocolsDeclareSharedKeysAsTheTableDoes) {
  const auto shared = keys_of<ProtocolTable>();
  for (const auto* piece : pieces_of("protocol")) {
    if (piece->own) continue;
    for (const auto& spec : piece->parameters()) {
      const auto same = std::find_if(shared.begin(), shared.end(), [&](const ParamSpec& other) {
        return other.name == spec.name;
      });
      ASSERT_NE(same, shared.end()) << piece->name << " " << spec.name;
      EXPECT_EQ(type_words(spec), type_words(*same)) << spec.name;
      EXPECT_EQ(range_words(spec), range_words(*same)) << spec.name;
      EXPECT_EQ(default_words(spec), default_words(*same)) << spec.name;
    }
  }
}

TEST(ExperimentPage, TablesAreDescribedByName) {
  EXPECT_THAT(
      names_of_pieces("table"),
      ::testing::ElementsAre("experiment", "dataset", "protocol", "protocol.validation",
                             "conversation", "backbone", "augment", "train", "train.optimizer"));
  const auto text = describe_text(*find_piece("table", "protocol.validation"));
  EXPECT_THAT(text, HasSubstr("fraction   real   0.2   above 0, below 1"));
}

// What is a table itself is declared with the other keys, and described with them.
TEST(ExperimentPage, TablesWithinTablesAreDescribed) {
  const auto dataset = describe_text(*find_piece("table", "dataset"));
  EXPECT_THAT(dataset, ContainsRegex("  merge +table of texts +\\{\\}"));
  EXPECT_THAT(dataset, ContainsRegex("  ranges +table of two reals each +\\{\\}"));
  const auto train = describe_json(*find_piece("table", "train"));
  std::map<std::string, std::string> defaults;
  for (const auto& key : train["parameters"]) {
    if (key["type"] == "table") defaults[key["name"]] = key["default"];
  }
  EXPECT_THAT(defaults, ::testing::ElementsAre(
                            ::testing::Pair("optimizer",
                                            "{ name = \"adamw\", lr = 0.001, weight_decay = 0.0 }"),
                            ::testing::Pair("schedule", "{ name = \"constant\", warmup = 0.0 }")));
}

}  // namespace
}  // namespace serhost::config
