// Parses -s options: keys are split at dots outside quotes; values go through the TOML parser
// separately.
#include "config/overrides.hpp"

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
  Node root;
  root.place = kPlace;
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
    Node* at = &root;
    for (std::size_t i = 0; i + 1 < parts->size(); ++i) {
      auto* next = at->find((*parts)[i]);
      if (!next || !next->is(Node::Type::table)) {
        Node table;
        table.place = kPlace;
        next = &at->add((*parts)[i], kPlace, std::move(table)).value;
      }
      at = next;
    }
    at->add(parts->back(), kPlace, value_of(trim(std::string_view(text).substr(equals + 1))));
  }
  return root;
}

}  // namespace serhost::config
