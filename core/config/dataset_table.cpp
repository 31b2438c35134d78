// [dataset]: where the data is, which classes the task has, and which labels count as which class.
#include <algorithm>
#include <memory>
#include <set>
#include <string_view>

#include "config/label_map.hpp"
#include "config/tables.hpp"

namespace serhost::config {
namespace {

constexpr const char* kColumnNames = "column_names";

/// What the declaration cannot say of them.
void check_classes(TableReader& table, const std::optional<std::vector<std::string>>& classes) {
  const auto* node = table.take("classes");
  if (node == nullptr || !classes) return;
  const auto key = table.name("classes");
  if (classes->size() < 2) {
    table.findings().add(node->place,
                         key + ": found " + (classes->empty() ? "no class" : "one class") +
                             ", but a task has at least two; leave it out to use every label");
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < classes->size(); ++i) {
    const auto& name = (*classes)[i];
    if (name.empty()) wrong(node->items[i], key, "the name of a class", table.findings());
    else if (!seen.insert(name).second)
      table.findings().add(node->items[i].place, key + ": '" + name + "' is listed twice");
  }
}

/// What the declaration cannot say of them.
void check_merge(TableReader& table, const Texts& merge, const std::vector<std::string>& classes) {
  if (classes.empty()) return;
  const auto key = table.name("merge");
  const std::set<std::string_view> known(classes.begin(), classes.end());
  const auto names = std::make_shared<const std::vector<std::string>>(classes);
  for (const auto& [label, target] : merge.texts) {
    const auto& place = merge.places.at(label);
    if (!known.contains(target))
      table.findings().add(place, key + ": '" + target + "' is not one of the classes.", target,
                           names);
    else if (label != target && known.contains(label))
      table.findings().add(place, key + ": '" + label +
                                      "' is one of the classes itself; take it out of one of the "
                                      "two");
  }
}

/// Of the classes, which may come from a label map, those that no clip need have.
void check_absent(TableReader& table, const DatasetTable& to) {
  const auto* node = table.take("absent_classes");
  if (node == nullptr || to.classes.empty()) return;
  const auto names = std::make_shared<const std::vector<std::string>>(to.classes);
  for (const auto& name : to.absent_classes) {
    if (std::find(to.classes.begin(), to.classes.end(), name) == to.classes.end())
      table.findings().add(
          node->place, table.name("absent_classes") + ": '" + name + "' is not one of the classes.",
          name, names);
  }
}

// The file may map more than this task uses; what is written in the experiment itself comes before
// it.
void read_labels(TableReader& table, DatasetTable& to) {
  const auto* node = table.take("labels");
  std::error_code ignored;
  if (!to.labels || !std::filesystem::exists(*to.labels, ignored)) return;
  try {
    auto map = read_label_map(*to.labels);
    for (auto& [label, target] : map.labels) to.merge.try_emplace(label, target);
    if (to.classes.empty()) to.classes = std::move(map.classes);
    to.class_counts = std::move(map.counts);
  } catch (const Error& error) {
    table.findings().add(error.exit(), node->place, table.name("labels") + ": " + error.what());
  }
}

/// What a list of clips calls its columns. A reader of lists has a parameter for it, whose texts
/// are "meaning=column": values of plugins know no table of texts.
void hand_over(const Texts& columns, TableReader& table, DatasetTable& to) {
  const auto* node = table.take("columns");
  if (!node || !node->is(Node::Type::table)) return;
  const auto key = table.name("columns");
  std::vector<std::string> texts;
  for (const auto& [meaning, column] : columns.texts) texts.push_back(meaning + "=" + column);
  std::sort(texts.begin(), texts.end());
  const auto& specs = to.component.info->parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].name != kColumnNames || specs[i].type != ParamType::texts) continue;
    if (table.has(kColumnNames))
      table.findings().add(node->place, key + ": " + kColumnNames + " says the same; set one");
    to.component.values[i] = texts;
    return;
  }
  table.findings().add(node->place, key + ": dataset '" + to.component.info->name +
                                        "' reads no list with columns; leave it out");
}

/// What the declaration cannot say of them.
void check_dimensions(TableReader& table,
                      const std::optional<std::vector<std::string>>& dimensions) {
  const auto* node = table.take("dimensions");
  if (node == nullptr || !dimensions) return;
  const auto key = table.name("dimensions");
  if (dimensions->empty())
    table.findings().add(node->place,
                         key + ": found an empty list; leave it out to use all that are rated");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < dimensions->size(); ++i) {
    const auto& name = (*dimensions)[i];
    const auto& place = node->items[i].place;
    if (name.empty() || name.find('.') != std::string::npos)
      wrong(node->items[i], key, "the name of a dimension, without '.'", table.findings());
    else if (!seen.insert(name).second)
      table.findings().add(place, key + ": '" + name + "' is listed twice");
  }
}

/// Those of the dimensions that the task has.
std::map<std::string, std::pair<double, double>> checked(
    Ranges ranges, TableReader& table, const std::vector<std::string>& dimensions) {
  const auto names = std::make_shared<const std::vector<std::string>>(dimensions);
  std::erase_if(ranges.ends, [&](const auto& entry) {
    const auto& name = entry.first;
    if (names->empty() || std::find(names->begin(), names->end(), name) != names->end())
      return false;
    table.findings().add(ranges.places.at(name),
                         table.name("ranges") + ": '" + name + "' is not one of the dimensions.",
                         name, names);
    return true;
  });
  return std::move(ranges.ends);
}

DatasetTable read_dataset(const Node& node, const std::string& path, const Components& components,
                          Findings& findings) {
  TableReader table(node, path, title_of(node, path), findings);
  DatasetTable to;
  to.component = choose(Kind::dataset, table, components);
  const auto keys = read_table<DatasetKeys>(table, components);
  to.name = keys.name.value_or(to.component.info ? to.component.info->name : to.component.plugin);
  if (table.has("name") && (to.name.empty() || to.name.find('/') != std::string::npos)) {
    findings.add(table.place_of("name"), table.name("name") + ": must be a name without '/'");
  }
  check_shown_name(findings, table.has("name") ? table.place_of("name") : table.place(),
                   table.name("name"), to.name);
  to.root = keys.root.value_or("");
  check_classes(table, keys.classes);
  to.classes = keys.classes.value_or(std::vector<std::string>());
  const auto* classes = table.take("classes");
  to.classes_place = classes == nullptr ? to.component.place : classes->place;
  check_merge(table, keys.merge, to.classes);
  to.merge = keys.merge.texts;
  to.merge_places = keys.merge.places;
  check_dimensions(table, keys.dimensions);
  to.dimensions = keys.dimensions.value_or(std::vector<std::string>());
  to.dimensions_place = table.has("dimensions") ? table.place_of("dimensions") : to.component.place;
  to.ranges = checked(keys.ranges, table, to.dimensions);
  to.present_above = keys.present_above;
  to.labels = keys.labels;
  read_labels(table, to);
  if (keys.unused_merge && !to.labels) to.labels.emplace();  // as if a map had said it
  to.absent_classes = keys.absent_classes.value_or(std::vector<std::string>());
  check_absent(table, to);
  to.people = keys.people.value_or("");
  if (table.has("people") && (to.people.empty() || to.people.find('/') != std::string::npos)) {
    findings.add(table.place_of("people"), table.name("people") + ": must be a name without '/'");
  }
  check_shown_name(findings, table.has("people") ? table.place_of("people") : table.place(),
                   table.name("people"), to.people);
  to.skip_damaged = keys.skip_damaged;
  to.weight = keys.weight;
  to.fraction = keys.fraction;
  if (to.component.info) {
    to.component.values = parameters(*to.component.info, table, components);
    hand_over(keys.columns, table, to);
    table.finish();
  }
  return to;
}

}  // namespace

std::vector<std::pair<const Node*, std::string>> tables_of(TableReader& root,
                                                           const std::string& key) {
  std::vector<std::pair<const Node*, std::string>> out;
  const auto* node = root.take(key);
  if (!node) {
    if (!root.has(key))
      root.findings().add(root.place(),
                          "there is no [" + key + "] table; it names the " + key + "'s `plugin`");
    return out;
  }
  if (node->is(Node::Type::table)) return {{node, key}};
  const auto wanted = "a table [" + key + "], or tables [[" + key + "]]";
  if (!node->is(Node::Type::list)) {
    wrong(*node, key, wanted, root.findings());
    return out;
  }
  if (node->items.empty())
    root.findings().add(node->place, key + ": found an empty list, but must be " + wanted);
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    const auto path = node->items.size() == 1 ? key : key + "." + std::to_string(i);
    if (node->items[i].is(Node::Type::table)) out.emplace_back(&node->items[i], path);
    else wrong(node->items[i], path, "a table", root.findings());
  }
  return out;
}

std::vector<std::string> classes_of(const Node& root) {
  const auto* dataset = root.find("dataset");
  if (!dataset) return {};
  std::vector<std::string> classes;
  std::set<std::string_view> seen;
  const auto add = [&](const Node& table) {
    const auto* list = table.find("classes");
    if (!list || !list->is(Node::Type::list) || list->items.empty()) return false;
    for (const auto& item : list->items) {
      if (item.is(Node::Type::text) && seen.insert(item.text).second) classes.push_back(item.text);
    }
    return true;
  };
  if (dataset->is(Node::Type::table)) return add(*dataset) ? classes : std::vector<std::string>{};
  for (const auto& item : dataset->items) {
    if (!add(item)) return {};
  }
  return classes;
}

std::vector<DatasetTable> read_datasets(TableReader& root, const Components& components) {
  std::vector<DatasetTable> out;
  std::set<std::string> names;
  for (const auto& [node, path] : tables_of(root, "dataset")) {
    out.push_back(read_dataset(*node, path, components, root.findings()));
    const auto& name = out.back().name;
    if (!names.insert(name).second && !name.empty())
      root.findings().add(node->place, path + ": another dataset is called '" + name +
                                           "'; give each its own `name`");
  }
  return out;
}

}  // namespace serhost::config
