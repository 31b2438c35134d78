// What differs between two resolved texts, key by key.
#include <algorithm>
#include <map>

#include "config/resolved.hpp"
#include "config/keys.hpp"
#include "config/toml.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

// Leaves of a tree by dotted key; a list that holds no table is a leaf.
void flatten(const Node& node, const std::string& path, std::map<std::string, std::string>& leaves) {
  const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  const bool tables =
      std::any_of(node.items.begin(), node.items.end(), [](const Node& item) { return item.is(Node::Type::table); });
  if (node.is(Node::Type::table) && !node.members.empty()) {
    for (const auto& member : node.members) flatten(member.value, below(member.key), leaves);
  } else if (tables) {
    for (std::size_t i = 0; i < node.items.size(); ++i) flatten(node.items[i], below(std::to_string(i)), leaves);
  } else {
    auto& leaf = leaves[path] = found(node);
    if (node.is(Node::Type::text)) leaf = toml_string(node.text);  // `found` shortens
    for (const auto& item : node.items) leaf += ", " + (item.is(Node::Type::text) ? toml_string(item.text) : found(item));
  }
}

}  // namespace

std::map<std::string, std::string> keys_of(const std::string& resolved, const std::string& file) {
  std::map<std::string, std::string> out;
  flatten(parse_toml(resolved, file), "", out);
  for (auto& [key, value] : out) {
    if (value.starts_with("a list")) value = "[" + (value.size() > 8 ? value.substr(8) : "") + "]";
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  }
  return out;
}

std::vector<std::string> changed_keys(const std::string& resolved_a, const std::string& resolved_b) {
  std::map<std::string, std::string> a, b;
  flatten(parse_toml(resolved_a, "resolved.toml"), "", a);
  flatten(parse_toml(resolved_b, "resolved.toml"), "", b);
  for (auto* leaves : {&a, &b}) {
    for (const auto* key : {"name", "train.device", "train.keep"}) leaves->erase(key);
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
