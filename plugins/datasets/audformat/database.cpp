// yaml-cpp's nodes become plain structs, and its exceptions sentences.
#include "database.hpp"

#include <yaml-cpp/yaml.h>

#include <serhost/readers/text.hpp>
#include <stdexcept>

namespace audformat {
namespace {

std::string text_of(const YAML::Node& node) {
  return node && node.IsScalar() && node.Tag() != "?null" ? node.Scalar() : "";
}

std::optional<double> number_of(const YAML::Node& node) {
  double value = 0.0;
  if (!node || !node.IsScalar() || !YAML::convert<double>::decode(node, value)) return {};
  return value;
}

/// A list of values, a map of what each stands for, or the name of a misc table.
void read_labels(const YAML::Node& node, Scheme& to) {
  if (node.IsScalar()) to.labels_table = text_of(node);
  if (!node.IsMap()) return;
  for (const auto& entry : node) {
    auto& said = to.labels[text_of(entry.first)];
    if (entry.second.IsScalar()) said[""] = text_of(entry.second);
    if (!entry.second.IsMap()) continue;
    for (const auto& member : entry.second) said[text_of(member.first)] = text_of(member.second);
  }
}

std::vector<Column> columns_of(const YAML::Node& table) {
  std::vector<Column> out;
  if (const auto columns = table["columns"]; columns && columns.IsMap()) {
    for (const auto& column : columns) {
      const auto& said = column.second;
      out.push_back({text_of(column.first), said.IsMap() ? text_of(said["scheme_id"]) : ""});
    }
  }
  return out;
}

std::vector<Table> tables_of(const YAML::Node& root) {
  std::vector<Table> out;
  const auto tables = root["tables"];
  if (!tables || !tables.IsMap()) return out;
  for (const auto& entry : tables) {
    if (!entry.second.IsMap()) continue;
    Table table;
    table.name = text_of(entry.first);
    table.columns = columns_of(entry.second);
    if (const auto split = text_of(entry.second["split_id"]); !split.empty()) {
      const auto known = root["splits"] ? root["splits"][split] : YAML::Node();
      const auto type = known && known.IsMap() ? text_of(known["type"]) : "";
      table.split = type.empty() ? split : type;
    }
    out.push_back(std::move(table));
  }
  return out;
}

Database database_of(const YAML::Node& root) {
  Database out;
  out.name = text_of(root["name"]);
  out.license = text_of(root["license"]);
  out.source = text_of(root["source"]);
  if (const auto languages = root["languages"]; languages && languages.IsSequence()) {
    for (const auto& language : languages) out.languages.push_back(text_of(language));
  }
  if (const auto schemes = root["schemes"]; schemes && schemes.IsMap()) {
    for (const auto& entry : schemes) {
      auto& scheme = out.schemes[text_of(entry.first)];
      if (!entry.second.IsMap()) continue;
      scheme.minimum = number_of(entry.second["minimum"]);
      scheme.maximum = number_of(entry.second["maximum"]);
      if (const auto labels = entry.second["labels"]) read_labels(labels, scheme);
    }
  }
  out.tables = tables_of(root);
  if (const auto tables = root["misc_tables"]; tables && tables.IsMap()) {
    for (const auto& entry : tables) {
      const auto levels = entry.second.IsMap() ? entry.second["levels"] : YAML::Node();
      if (levels && levels.IsMap() && levels.size() > 0)
        out.misc_index[text_of(entry.first)] = text_of(levels.begin()->first);
    }
  }
  return out;
}

}  // namespace

Database read_database(const std::filesystem::path& file) {
  const auto text = serhost::readers::text_of(file, "db.yaml of audformat");
  try {
    const auto root = YAML::Load(text);
    if (!root.IsMap() || !root["tables"])
      throw std::runtime_error(file.string() + ": has no 'tables'; expected db.yaml of audformat");
    return database_of(root);
  } catch (const YAML::Exception& fault) {
    throw std::runtime_error(
        file.string() + (fault.mark.is_null() ? "" : ":" + std::to_string(fault.mark.line + 1)) +
        ": " + fault.msg + " (not valid YAML)");
  }
}

}  // namespace audformat
