// Reads a description, then checks what spans several of its tables.
#include "corpus/description.hpp"

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "config/document.hpp"
#include "corpus/description_keys.hpp"
#include "corpus/fields.hpp"

namespace serhost::corpus {
namespace {

using config::Findings;
using config::Node;
using config::TableReader;

/// Fields that every file has.
const std::vector<std::string> kOfEveryFile = {"name", "path"};

void add_name_rule(const Node& node, const std::string& text, Findings& findings, Description& to) {
  try {
    NameRule rule{pattern::Expression(text), {}};
    rule.groups = rule.expression.names();
    if (rule.groups.empty())
      findings.add(node.place,
                   "files.pattern: has no group with a name, as '(?P<speaker>[0-9]+)'; what is "
                   "known of a clip comes from them");
    to.names.push_back(std::move(rule));
  } catch (const std::invalid_argument& error) {
    findings.add(node.place, std::string("files.pattern: ") + error.what());
  }
}

void read_files(TableReader& root, Description& to) {
  auto& findings = root.findings();
  const auto* node = root.take("files");
  if (node == nullptr || !node->is(Node::Type::table)) {
    findings.add(node == nullptr ? root.place() : node->place,
                 "there is no table [files] with the `pattern` of the names of files");
    return;
  }
  TableReader files(*node, "files", "[files]", findings);
  if (const auto* pattern = files.take("pattern")) {
    if (pattern->is(Node::Type::list)) {
      for (const auto& item : pattern->items) {
        if (const auto text = config::read_text(item, "files.pattern", {}, findings))
          add_name_rule(item, *text, findings, to);
      }
    } else if (const auto text = config::read_text(*pattern, "files.pattern", {}, findings)) {
      add_name_rule(*pattern, *text, findings, to);
    }
  } else {
    findings.add(node->place, "files.pattern: is missing, the expression of the names of files");
  }
  if (const auto* list = files.take("extensions")) {
    if (const auto texts = config::read_texts(*list, "files.extensions", {}, findings)) {
      to.extensions = *texts;
      for (auto& one : to.extensions) one = lower(one.starts_with('.') ? one.substr(1) : one);
    }
  }
  std::string match = "name";
  files.read("match", match, {"name", "path"});
  to.whole_path = match == "path";
  files.read("fold_case", to.fold_case);
  files.read("depth", to.depth, {.at_least = 0.0, .above = {}, .at_most = 32.0, .below = {}});
  files.read("example", to.example, {});
  files.finish();
}

std::optional<TextTemplate> read_template(const Node& node, const std::string& key,
                                          Findings& findings) {
  const auto text = config::read_text(node, key, {}, findings);
  if (!text) return std::nullopt;
  try {
    return TextTemplate(*text);
  } catch (const std::invalid_argument& error) {
    findings.add(node.place, key + ": '" + *text + "' " + error.what());
    return std::nullopt;
  }
}

/// Every group of every pattern, and what every file has.
config::Names groups_of(const Description& description) {
  std::set<std::string> names(kOfEveryFile.begin(), kOfEveryFile.end());
  for (const auto& rule : description.names) {
    for (const auto& [name, number] : rule.groups) names.insert(name);
  }
  return std::make_shared<const std::vector<std::string>>(names.begin(), names.end());
}

void check_template(const TextTemplate& one, const Place& place, const std::string& key,
                    const config::Names& groups, Findings& findings) {
  for (const auto& name : one.names()) {
    if (std::find(groups->begin(), groups->end(), name) == groups->end())
      findings.add(place, key + ": no pattern has a group '" + name + "'.", name, groups);
  }
}

void read_clip(TableReader& root, Description& to) {
  const auto* node = root.take("clip");
  if (node == nullptr) return;
  if (!node->is(Node::Type::table))
    return config::wrong(*node, "clip", "a table of field = \"{group}\"", root.findings());
  const auto groups = groups_of(to);
  for (const auto& member : node->members) {
    const auto key = "clip." + member.key;
    auto one = read_template(member.value, key, root.findings());
    if (!one) continue;
    check_template(*one, member.value.place, key, groups, root.findings());
    to.clip.emplace(member.key, std::move(*one));
  }
}

void read_rows(TableReader& sheet, SheetRule& to) {
  const auto* node = table_at(sheet, "rows");
  if (node == nullptr) return;
  TableReader rows(*node, "sheet.rows", "sheet.rows", sheet.findings());
  std::string expression;
  rows.read("column", to.rows_column, {});
  rows.read("pattern", expression, {});
  rows.finish();
  try {
    to.rows.emplace(expression);
  } catch (const std::invalid_argument& error) {
    sheet.findings().add(rows.place_of("pattern"),
                         std::string("sheet.rows.pattern: ") + error.what());
  }
}

void read_sheet(const Node& node, const config::Names& groups, Findings& findings,
                Description& to) {
  TableReader sheet(node, "sheet", "[[sheet]]", findings);
  SheetRule rule;
  sheet.read("file", rule.file, {});
  sheet.read("key", rule.key, {});
  sheet.read("stem", rule.stem);
  if (const auto* match = sheet.take("match")) {
    if (auto one = read_template(*match, "sheet.match", findings)) {
      check_template(*one, match->place, "sheet.match", groups, findings);
      rule.match = std::move(*one);
    }
  }
  rule.columns = read_texts_table(sheet, "columns");
  rule.set = read_texts_table(sheet, "set");
  rule.votes = read_texts_table(sheet, "votes");
  rule.ratings = read_texts_table(sheet, "ratings");
  read_rows(sheet, rule);
  sheet.finish();
  if (rule.file.empty() || rule.key.empty())
    findings.add(node.place, "sheet: needs `file` and `key`, the column that names the clip");
  to.sheets.push_back(std::move(rule));
}

void read_sheets(TableReader& root, Description& to) {
  const auto* list = root.take("sheet");
  if (list == nullptr) return;
  if (!list->is(Node::Type::list))
    return config::wrong(*list, "sheet", "tables [[sheet]]", root.findings());
  const auto groups = groups_of(to);
  for (const auto& item : list->items) {
    if (item.is(Node::Type::table)) read_sheet(item, groups, root.findings(), to);
    else config::wrong(item, "sheet", "a table", root.findings());
  }
}

/// Labels that are counted must be labels that occur, ratings must have a range.
void check_whole(TableReader& root, const Description& to) {
  std::set<std::string> labels;
  for (const auto& [from, label] : to.labels) labels.insert(label);
  const auto known = std::make_shared<const std::vector<std::string>>(labels.begin(), labels.end());
  for (const auto& [label, count] : to.facts.counts.labels) {
    if (!labels.empty() && !labels.contains(label))
      root.findings().add(root.place_of("counts"),
                          "counts.labels: [labels] gives nothing the label '" + label + "'.", label,
                          known);
  }
  for (const auto& sheet : to.sheets) {
    for (const auto& [dimension, column] : sheet.ratings) {
      if (!to.facts.ratings.contains(dimension))
        root.findings().add(
            root.place_of("sheet"),
            "sheet.ratings: [ratings] lacks the range of '" + dimension + "', as [1, 5]");
    }
  }
}

}  // namespace

Description parse_description(std::string_view text, const std::string& file) {
  auto root = config::parse_toml(text, file);
  root.place = {file, 0, 0};
  Findings findings;
  TableReader reader(root, "", "a description of a corpus", findings);
  Description out;
  out.file = file;
  read_facts(reader, out);
  if (const auto* language = reader.take("language"))
    out.language = config::read_text(*language, "language", {}, findings);
  read_files(reader, out);
  read_clip(reader, out);
  read_values(reader, out);
  out.labels = read_texts_table(reader, "labels");
  read_speakers(reader, out);
  read_sheets(reader, out);
  check_whole(reader, out);
  reader.finish();
  Faults faults;
  findings.move_to(faults);
  faults.throw_if_any();
  return out;
}

Description read_description(const std::filesystem::path& file) {
  std::string text;
  config::read_toml(file, &text);
  return parse_description(text, file.string());
}

}  // namespace serhost::corpus
