// [dataset]: where the data is, which classes the task has, and which labels count as which class.
#include <algorithm>
#include <set>

#include "config/label_map.hpp"
#include "config/tables.hpp"

namespace serhost::config {
namespace {

void read_classes(TableReader& table, DatasetTable& to) {
  const auto* node = table.take("classes");
  if (!node) return;
  const auto key = table.name("classes");
  const auto classes = read_texts(*node, key, {}, table.findings());
  if (!classes) return;
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
  to.classes = *classes;
}

void check_target(const DatasetTable& to, const std::string& label, const std::string& target,
                  const Place& place, const std::string& key, Findings& findings) {
  const auto& classes = to.classes;
  if (classes.empty()) return;
  if (std::find(classes.begin(), classes.end(), target) == classes.end()) {
    findings.add(place,
                 key + ": '" + target + "' is not one of the classes." + hint(target, classes));
  } else if (label != target && std::find(classes.begin(), classes.end(), label) != classes.end()) {
    findings.add(place, key + ": '" + label +
                            "' is one of the classes itself; take it out of one of the two");
  }
}

void read_merge(TableReader& table, DatasetTable& to) {
  const auto* node = table.take("merge");
  if (!node) return;
  const auto key = table.name("merge");
  if (!node->is(Node::Type::table))
    return wrong(*node, key, "a table of label = \"class\"", table.findings());
  for (const auto& member : node->members) {
    const auto target = read_text(member.value, key + "." + member.key, {}, table.findings());
    if (!target) continue;
    check_target(to, member.key, *target, member.place, key, table.findings());
    to.merge[member.key] = *target;
  }
}

// The file may map more than this task uses; what is written in the experiment itself comes before
// it.
void read_labels(TableReader& table, DatasetTable& to) {
  const auto* node = table.take("labels");
  if (!node) return;
  to.labels = read_path(*node, table.name("labels"), table.findings());
  std::error_code ignored;
  if (!to.labels || !std::filesystem::exists(*to.labels, ignored)) return;
  try {
    for (auto& [label, target] : read_label_map(*to.labels)) to.merge.try_emplace(label, target);
  } catch (const Error& error) {
    table.findings().add(error.exit(), node->place, table.name("labels") + ": " + error.what());
  }
}

DatasetTable read_dataset(const Node& node, const std::string& path, const Components& components,
                          Findings& findings) {
  TableReader table(node, path, title_of(node, path), findings);
  DatasetTable to;
  to.component = choose(Kind::dataset, table, components);
  to.name = to.component.info ? to.component.info->name : to.component.plugin;
  table.read("name", to.name, {});
  if (table.has("name") && (to.name.empty() || to.name.find('/') != std::string::npos)) {
    findings.add(table.place_of("name"), table.name("name") + ": must be a name without '/'");
  }
  if (const auto* root = table.take("root"))
    to.root = read_path(*root, table.name("root"), findings).value_or(to.root);
  read_classes(table, to);
  read_merge(table, to);
  read_labels(table, to);
  table.read("skip_damaged", to.skip_damaged);
  table.read("weight", to.weight, above(0));
  if (to.component.info) {
    to.component.values = parameters(*to.component.info, table, components);
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
  const auto add = [&](const Node& table) {
    const auto* list = table.find("classes");
    if (!list || !list->is(Node::Type::list) || list->items.empty()) return false;
    for (const auto& item : list->items) {
      if (item.is(Node::Type::text) &&
          std::find(classes.begin(), classes.end(), item.text) == classes.end())
        classes.push_back(item.text);
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
  for (const auto& [node, path] : tables_of(root, "dataset")) {
    out.push_back(read_dataset(*node, path, components, root.findings()));
    const auto& name = out.back().name;
    const auto same = std::count_if(out.begin(), out.end(),
                                    [&](const DatasetTable& table) { return table.name == name; });
    if (same > 1 && !name.empty())
      root.findings().add(node->place, path + ": another dataset is called '" + name +
                                           "'; give each its own `name`");
  }
  return out;
}

}  // namespace serhost::config
