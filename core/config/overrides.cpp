// Parses -s options: keys are split at dots outside quotes; values go through the TOML parser
// separately.
#include "config/overrides.hpp"

#include <functional>
#include <map>

#include "base/text.hpp"
#include "config/text_check.hpp"

namespace serhost::config {
namespace {

const Place kPlace{kCommandLine, 0, 0};

// The position of the '=' that ends the key.
std::size_t end_of_key(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote) quote = text[i] == quote ? 0 : quote;
    else if (text[i] == '"' || text[i] == '\'') quote = text[i];
    else if (text[i] == '=') return i;
  }
  return std::string_view::npos;
}

void move_to_command_line(Node& node) {
  node.place = kPlace;
  for (auto& item : node.items) move_to_command_line(item);
  for (auto& member : node.members) {
    member.place = kPlace;
    move_to_command_line(member.value);
  }
}

Node value_of(std::string_view text) {
  Node value;
  try {
    auto document = parse_toml("value = " + std::string(text), kCommandLine);
    if (document.members.size() == 1 && document.members[0].key == "value")
      value = std::move(document.members[0].value);
    else throw ConfigError("several keys");  // a line break in the value
  } catch (const ConfigError&) {
    value.type = Node::Type::text;
    value.text = text;
  }
  value.whole = true;
  move_to_command_line(value);
  return value;
}

/// A tree that grows in any order, each step in the time of a look-up: a Node keeps its members
/// sorted, and adding to many of them takes long.
struct Growing {
  Node node;  ///< without members
  std::map<std::string, Growing, std::less<>> members;

  static Growing of(Node from) {
    Growing out;
    for (auto& member : from.members) out.members.emplace(member.key, of(std::move(member.value)));
    from.members.clear();
    out.node = std::move(from);
    return out;
  }

  Node done() && {
    for (auto& [key, member] : members)
      node.members.push_back({key, kPlace, std::move(member).done()});
    return std::move(node);
  }
};

Growing empty_table() {
  Node table;
  table.place = kPlace;
  return Growing::of(std::move(table));
}

}  // namespace

std::optional<std::vector<std::string>> key_parts(std::string_view key) {
  std::vector<std::string> parts(1);
  char quote = 0;
  bool quoted = false;
  for (const char c : key) {
    if (quote) {
      if (c == quote) quote = 0;
      else parts.back() += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      quoted = true;
    } else if (c == '.') {
      if (parts.back().empty() && !quoted) return std::nullopt;
      parts.emplace_back();
      quoted = false;
    } else {
      parts.back() += c;
    }
  }
  if (quote || (parts.back().empty() && !quoted) ||
      parts.size() > static_cast<std::size_t>(kDeepestNesting))
    return std::nullopt;
  return parts;
}

Node overrides_tree(const std::vector<std::string>& overrides, Findings& findings) {
  auto root = empty_table();
  for (const auto& text : overrides) {
    if (text.find('\0') != std::string::npos || !is_utf8(text)) {
      findings.add(Exit::usage, kPlace, "the override is not UTF-8 text");
      continue;
    }
    const auto equals = end_of_key(text);
    const auto parts = equals == std::string_view::npos
                           ? std::nullopt
                           : key_parts(trim(std::string_view(text).substr(0, equals)));
    if (!parts) {
      findings.add(Exit::usage, kPlace,
                   "found '" + text + "', but an override is key=value, as in -s loss.gamma=3");
      continue;
    }
    auto* at = &root;
    for (std::size_t i = 0; i + 1 < parts->size(); ++i) {
      auto& next = at->members.try_emplace((*parts)[i], empty_table()).first->second;
      if (!next.node.is(Node::Type::table)) next = empty_table();
      at = &next;
    }
    at->members.insert_or_assign(
        parts->back(), Growing::of(value_of(trim(std::string_view(text).substr(equals + 1)))));
  }
  return std::move(root).done();
}

}  // namespace serhost::config
