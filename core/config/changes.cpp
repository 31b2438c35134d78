// What differs between two resolved texts, key by key.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "config/keys.hpp"
#include "config/renamed.hpp"
#include "config/resolved.hpp"
#include "config/toml.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

using Leaves = std::map<std::string, const Node*>;

// By dotted key; a list that holds no table is a leaf.
void flatten(const Node& node, const std::string& path, Leaves& leaves) {
  const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  const bool tables = std::any_of(node.items.begin(), node.items.end(),
                                  [](const Node& item) { return item.is(Node::Type::table); });
  if (node.is(Node::Type::table) && !node.members.empty()) {
    for (const auto& member : node.members) flatten(member.value, below(member.key), leaves);
  } else if (tables) {
    for (std::size_t i = 0; i < node.items.size(); ++i)
      flatten(node.items[i], below(std::to_string(i)), leaves);
  } else {
    leaves[path] = &node;
  }
}

/// A text as TOML: `found` shortens it.
std::string plain(const Node& node) {
  return node.is(Node::Type::text) ? toml_string(node.text) : found(node);
}

std::string text_of(const Node& leaf) {
  if (!leaf.is(Node::Type::list)) return plain(leaf);
  std::vector<std::string> items;
  for (const auto& item : leaf.items) items.push_back(plain(item));
  return "[" + join(items, ", ") + "]";
}

/// Whether a text is of a version that had other names for keys: then plugins' may be among them.
bool has_first_names(const Node& tree) {
  const auto in = [](const Node* table, std::string_view key) {
    if (table == nullptr) return false;
    if (table->find(key) != nullptr) return true;
    return std::any_of(table->items.begin(), table->items.end(),
                       [&](const Node& item) { return item.find(key) != nullptr; });
  };
  return std::any_of(renamed_keys().begin(), renamed_keys().end(),
                     [&](const RenamedKey& key) { return in(tree.find(key.table), key.first); });
}

/// Texts stand in quotes: "2" is not 2.
std::map<std::string, std::string> texts_of(const std::string& resolved, const std::string& file,
                                            const Find& find) {
  auto tree = parse_toml(resolved, file);
  Findings told_when_it_was_run;
  use_todays_names(tree, nullptr, find || !has_first_names(tree) ? find : standard_finder(),
                   told_when_it_was_run);
  Leaves leaves;
  flatten(tree, "", leaves);
  std::map<std::string, std::string> out;
  for (const auto& [key, leaf] : leaves) out[key] = text_of(*leaf);
  return out;
}

}  // namespace

std::map<std::string, std::string> keys_of(const std::string& resolved, const std::string& file,
                                           const Find& find) {
  auto out = texts_of(resolved, file, find);
  for (auto& [key, value] : out) {
    if (value.front() == '"') value = value.substr(1, value.size() - 2);
  }
  return out;
}

std::vector<std::string> changed_keys(const std::string& resolved_a, const std::string& resolved_b,
                                      const Find& find) {
  auto a = texts_of(resolved_a, "resolved.toml", find),
       b = texts_of(resolved_b, "resolved.toml", find);
  for (auto* leaves : {&a, &b}) {
    for (const auto* key : {"name", "train.device", "train.checkpoints"}) leaves->erase(key);
  }
  std::vector<std::string> changed;
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    if (other == b.end() || other->second != value) changed.push_back(key);
  }
  for (const auto& [key, value] : b) {
    if (!a.contains(key)) changed.push_back(key);
  }
  std::sort(changed.begin(), changed.end());
  return changed;
}

}  // namespace serhost::config
