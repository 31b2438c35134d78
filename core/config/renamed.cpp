// A table of a component is renamed in one go: `take` and a plugin's former `layers` may stand side
// by side, and the first becomes what the second was called.
#include "config/renamed.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.hpp"
#include "host/registry.hpp"

namespace serhost::config {
namespace {

constexpr std::array kRenamed = {
    RenamedKey{"backbone", "take", "layers"}, RenamedKey{"protocol", "only", "folds"},
    RenamedKey{"train", "keep", "checkpoints"}, RenamedKey{"train", "limit", "max_clips"}};

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether a value can be one of this parameter's, by its type alone.
bool fits(const Node& value, ParamType type) {
  switch (type) {
    case ParamType::boolean:
      return value.is(Node::Type::boolean);
    case ParamType::integer:
      return value.is(Node::Type::integer);
    case ParamType::real:
      return value.is(Node::Type::real) || value.is(Node::Type::integer);
    case ParamType::text:
    case ParamType::path:
      return value.is(Node::Type::text);
    case ParamType::integers:
    case ParamType::reals:
    case ParamType::texts:
    case ParamType::parts:
      return value.is(Node::Type::list);
    case ParamType::weights:
    case ParamType::part:
      return value.is(Node::Type::table);
    case ParamType::integer_or_text:
      return value.is(Node::Type::integer) || value.is(Node::Type::text);
  }
  return false;
}

/// What a key is called instead; `name` is empty where it keeps its own.
struct Other {
  std::string name;
  std::string whose;  ///< " of lstm"
};
using Pick = std::function<Other(const Member&)>;

/// Renames the members of one table; where both names stand in it, both stay and it is a fault.
/// What has today's name is not renamed again, when the layers lie over each other: `take`, which
/// is `layers` by then, is not what a plugin once called `layers`.
void rename(Node& table, const Pick& other_name, Findings* findings) {
  std::vector<Member> before = std::move(table.members);
  table.members.clear();
  std::vector<std::pair<Other, Member>> moved;
  for (auto& member : before) {
    const bool done = findings != nullptr && member.value.renamed;
    if (auto other = done ? Other() : other_name(member); !other.name.empty())
      moved.emplace_back(std::move(other), std::move(member));
    else table.add(member.key, member.place, std::move(member.value));
  }
  for (auto& [other, member] : moved) {
    const auto place = member.place;
    const auto sentence =
        "'" + member.key + "'" + other.whose + " is now called '" + other.name + "'";
    if (table.find(other.name) != nullptr) {
      if (findings != nullptr)
        findings->add(place, sentence + ", and both are given; take one out");
      continue;
    }
    if (findings != nullptr) findings->note(place, sentence);
    member.value.renamed = findings != nullptr;
    table.add(other.name, place, std::move(member.value));
  }
}

std::string host_key(std::string_view table, const std::string& key,
                     std::string_view RenamedKey::* from, std::string_view RenamedKey::* to) {
  for (const auto& renamed : kRenamed) {
    if (renamed.table == table && renamed.*from == key) return std::string(renamed.*to);
  }
  return {};
}

const host::ComponentInfo* plugin_of(const Node& table, const Node* beneath, Kind kind,
                                     const Find& find) {
  const auto* plugin = table.find("plugin");
  if (plugin == nullptr && beneath != nullptr) plugin = beneath->find("plugin");
  std::string ignored;
  return find && plugin != nullptr && plugin->is(Node::Type::text)
             ? find(kind, plugin->text, ignored)
             : nullptr;
}

const ParamSpec* formerly(const host::ComponentInfo* info, const Member& member) {
  if (info == nullptr) return nullptr;
  for (const auto& spec : info->parameters) {
    if (!spec.former.empty() && spec.former == member.key && fits(member.value, spec.type))
      return &spec;
  }
  return nullptr;
}

const Node* member_of(const Node* tree, std::string_view key) {
  return tree == nullptr ? nullptr : tree->find(key);
}

/// Calls `visit(table, kind, beneath)` for every component's table of `node`, which is a table, a
/// list of them, or the form `0.key` in which an override reaches into a list.
template <class Visit>
void each_component(Node& node, const Node* beneath, Kind kind, const Visit& visit) {
  const auto item_beneath = [&](std::size_t i) -> const Node* {
    if (beneath == nullptr) return nullptr;
    if (!beneath->is(Node::Type::list)) return i == 0 ? beneath : nullptr;
    return i < beneath->items.size() ? &beneath->items[i] : nullptr;
  };
  if (node.is(Node::Type::list)) {
    for (auto& item : node.items) {
      if (item.is(Node::Type::table)) visit(item, kind, nullptr);  // lists replace
    }
  } else if (node.is(Node::Type::table)) {
    if (!node.members.empty() &&
        std::all_of(node.members.begin(), node.members.end(),
                    [](const Member& member) { return is_digits(member.key); })) {
      for (auto& member : node.members) {
        if (member.value.is(Node::Type::table))
          visit(member.value, kind,
                item_beneath(member.key.size() < 6 ? std::stoul(member.key) : std::size_t(-1)));
      }
    } else {
      visit(node, kind,
            beneath != nullptr && beneath->is(Node::Type::list) ? item_beneath(0) : beneath);
    }
  }
}

void rename_component(Node& table, const Node* beneath, Kind kind, const Find& find,
                      Findings& findings) {
  const auto* info = plugin_of(table, beneath, kind, find);
  rename(
      table,
      [&](const Member& member) -> Other {
        if (const auto* spec = formerly(info, member)) return {spec->name, " of " + info->name};
        return {host_key(name_of(kind), member.key, &RenamedKey::first, &RenamedKey::today), ""};
      },
      &findings);
  if (info == nullptr) return;
  for (const auto& spec : info->parameters) {  // components within
    if (spec.type != ParamType::part && spec.type != ParamType::parts) continue;
    if (auto* node = table.find(spec.name)) {
      each_component(*node, member_of(beneath, spec.name), spec.part_kind,
                     [&](Node& part, Kind of, const Node* under) {
                       rename_component(part, under, of, find, findings);
                     });
    }
  }
}

void first_names_of(Node& table, const Node* beneath, Kind kind, const Find& find) {
  const auto* info = plugin_of(table, beneath, kind, find);
  rename(
      table,
      [&](const Member& member) -> Other {
        if (auto first =
                host_key(name_of(kind), member.key, &RenamedKey::today, &RenamedKey::first);
            !first.empty())
          return {std::move(first), ""};
        if (info == nullptr) return {};
        for (const auto& spec : info->parameters) {
          if (spec.name == member.key) return {spec.former, ""};
        }
        return {};
      },
      nullptr);
  if (info == nullptr) return;
  for (const auto& spec : info->parameters) {
    const auto& name = spec.former.empty() ? spec.name : spec.former;
    if (spec.type != ParamType::part && spec.type != ParamType::parts) continue;
    if (auto* node = table.find(name))
      each_component(
          *node, member_of(beneath, spec.name), spec.part_kind,
          [&](Node& part, Kind of, const Node* under) { first_names_of(part, under, of, find); });
  }
}

constexpr std::array kComponents = {Kind::backbone, Kind::loss, Kind::dataset};

bool is_component(std::string_view table) {
  return std::any_of(kComponents.begin(), kComponents.end(),
                     [&](Kind kind) { return table == name_of(kind); });
}

std::string renamed(const std::string& dotted, std::string_view RenamedKey::* from,
                    std::string_view RenamedKey::* to) {
  auto parts = split(dotted, '.');
  const bool indexed = parts.size() == 3 && is_digits(parts[1]);
  if (parts.size() != 2 && !indexed) return dotted;
  const auto other = host_key(parts.front(), parts.back(), from, to);
  if (other.empty()) return dotted;
  parts.back() = other;
  return join(parts, ".");
}

/// A tree that holds `value` at the dotted key `parts`.
Node tree_of(const std::vector<std::string>& parts, const Node& value) {
  Node tree = value;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    Node table;
    table.add(*part, value.place, std::move(tree));
    tree = std::move(table);
  }
  return tree;
}

}  // namespace

std::span<const RenamedKey> renamed_keys() { return kRenamed; }

std::string key_of_today(const std::string& dotted) {
  return renamed(dotted, &RenamedKey::first, &RenamedKey::today);
}

std::string first_key(const std::string& dotted) {
  return renamed(dotted, &RenamedKey::today, &RenamedKey::first);
}

std::string first_key(const std::vector<std::string>& parts, const Node& value, const Node& tree,
                      const Find& find) {
  auto own = tree_of(parts, value);
  Findings told_elsewhere;
  use_todays_names(own, &tree, find, told_elsewhere);
  own = in_first_names(own, &tree, find);
  std::vector<std::string> names;
  const auto* at = &own;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    names.push_back(at->members.front().key);
    at = &at->members.front().value;
  }
  return join(names, ".");
}

void use_todays_names(Node& layer, const Node* beneath, const Find& find, Findings& findings) {
  for (const auto kind : kComponents) {
    if (auto* node = layer.find(name_of(kind))) {
      each_component(*node, member_of(beneath, name_of(kind)), kind,
                     [&](Node& table, Kind of, const Node* under) {
                       rename_component(table, under, of, find, findings);
                     });
    }
  }
  for (auto& member : layer.members) {
    if (is_component(member.key) || !member.value.is(Node::Type::table)) continue;
    rename(
        member.value,
        [&](const Member& own) -> Other {
          return {host_key(member.key, own.key, &RenamedKey::first, &RenamedKey::today), ""};
        },
        &findings);
  }
}

void use_todays_names(Node& table, const host::ComponentInfo& info, Findings& findings) {
  rename(
      table,
      [&](const Member& member) -> Other {
        const auto* spec = formerly(&info, member);
        return spec == nullptr ? Other{} : Other{spec->name, " of " + info.name};
      },
      &findings);
}

Node in_first_names(const Node& tree, const Node* beneath, const Find& find) {
  Node out = tree;
  for (const auto kind : kComponents) {
    if (auto* node = out.find(name_of(kind)))
      each_component(
          *node, member_of(beneath, name_of(kind)), kind,
          [&](Node& table, Kind of, const Node* under) { first_names_of(table, under, of, find); });
  }
  for (auto& member : out.members) {
    if (is_component(member.key) || !member.value.is(Node::Type::table)) continue;
    rename(
        member.value,
        [&](const Member& own) -> Other {
          return {host_key(member.key, own.key, &RenamedKey::today, &RenamedKey::first), ""};
        },
        nullptr);
  }
  return out;
}

}  // namespace serhost::config
