// The only file that sees toml++: parses, and copies what it found into our own tree.
#include "config/toml.hpp"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "config/text_check.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

Place place_of(const toml::source_region& region, const std::string& name) {
  return {name, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Node copy(const toml::node& from, const std::string& name, int depth) {
  Node to;
  to.place = place_of(from.source(), name);
  if (depth > kDeepestNesting) {
    throw ConfigError(to.place.text() + ": nested more than " + std::to_string(kDeepestNesting) + " deep");
  }
  const auto date = [&](const auto& value) {
    std::ostringstream out;
    out << value;
    to.type = Node::Type::date;
    to.text = out.str();
  };
  if (const auto* b = from.as_boolean()) {
    to.type = Node::Type::boolean;
    to.boolean = b->get();
  } else if (const auto* i = from.as_integer()) {
    to.type = Node::Type::integer;
    to.integer = i->get();
  } else if (const auto* r = from.as_floating_point()) {
    to.type = Node::Type::real;
    to.real = r->get();
  } else if (const auto* s = from.as_string()) {
    to.type = Node::Type::text;
    to.text = s->get();
  } else if (const auto* d = from.as_date()) {
    date(d->get());
  } else if (const auto* t = from.as_time()) {
    date(t->get());
  } else if (const auto* dt = from.as_date_time()) {
    date(dt->get());
  } else if (const auto* list = from.as_array()) {
    to.type = Node::Type::list;
    for (const auto& item : *list) to.items.push_back(copy(item, name, depth + 1));
  } else if (const auto* table = from.as_table()) {
    for (const auto& [key, value] : *table) {
      to.members.push_back({std::string(key.str()), place_of(key.source(), name), copy(value, name, depth + 1)});
    }
    std::sort(to.members.begin(), to.members.end(), [](const Member& left, const Member& right) { return left.key < right.key; });
  }
  return to;
}

// "Error while parsing table header: expected ']', saw '\n'" in our own voice.
std::string sentence(std::string_view description) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (!description.starts_with(kPrefix)) return std::string(description);
  return "this " + std::string(description.substr(kPrefix.size())) + " (not valid TOML)";
}

auto position(std::string_view key) {
  return [key](const Member& member) { return member.key < key; };
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto at = std::partition_point(members.begin(), members.end(), position(key));
  return at != members.end() && at->key == key ? &at->value : nullptr;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(static_cast<const Node&>(*this).find(key)); }

Member& Node::add(std::string key, const Place& key_place, Node value) {
  const auto at = std::partition_point(members.begin(), members.end(), position(key));
  if (at != members.end() && at->key == key) {
    at->place = key_place;
    at->value = std::move(value);
    return *at;
  }
  return *members.insert(at, Member{std::move(key), key_place, std::move(value)});
}

Node parse_toml(std::string_view text, const std::string& name) {
  check_text(text, name);
  try {
    return copy(toml::parse(text, std::string_view(name)), name, 0);
  } catch (const toml::parse_error& error) {
    throw ConfigError(place_of(error.source(), name).text() + ": " + sentence(error.description()));
  }
}

std::string found(const Node& node) {
  constexpr std::size_t kLongest = 60;
  switch (node.type) {
    case Node::Type::boolean: return node.boolean ? "true" : "false";
    case Node::Type::integer: return std::to_string(node.integer);
    case Node::Type::real: return toml_real(node.real);
    case Node::Type::text: {
      if (node.text.empty()) return "an empty string";
      auto end = std::min(node.text.size(), kLongest);
      while (end < node.text.size() && (static_cast<unsigned char>(node.text[end]) & 0xC0) == 0x80) --end;
      return "the string \"" + node.text.substr(0, end) + (end < node.text.size() ? "...\"" : "\"");
    }
    case Node::Type::date: return "the date or time " + node.text;
    case Node::Type::list: return "a list";
    case Node::Type::table: return "a table";
  }
  return "nothing";
}

}  // namespace serhost::config
