// Both kinds of axis become trees to be laid over the base, so that nothing after this file tells
// them apart but by `variant`.
#include "sweep/axes.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "config/overrides.hpp"
#include "config/renamed.hpp"
#include "config/table_reader.hpp"

namespace serhost::sweep {
namespace {

using config::Findings;
using config::Node;

bool is_list(const Node& node) { return node.is(Node::Type::list); }

void collect(const Node& table, const std::vector<std::string>& above, bool (*leaf)(const Node&),
             Findings& findings, std::vector<Keyed>& out) {
  for (const auto& member : table.members) {
    auto parts = above;
    const auto own = config::key_parts(member.key);
    if (!own) {
      findings.add(member.place, "'" + member.key + "' is not a key such as loss.gamma");
      continue;
    }
    parts.insert(parts.end(), own->begin(), own->end());
    if (!leaf(member.value) && member.value.is(Node::Type::table))
      collect(member.value, parts, leaf, findings, out);
    else out.push_back({join(parts, "."), std::move(parts), member.place, &member.value});
  }
}

/// A name of an axis or a variant is read in tables, ledgers and names of folders: a path out of
/// them is none.
bool leads_away(const std::string& name) {
  return name.empty() || name.size() > 200 || name.front() == '/' || name.front() == '.' ||
         name.find("/../") != std::string::npos || name.ends_with("/..");
}

void check_name(const std::string& kind, const std::string& name, const Place& place,
                Findings& findings) {
  config::check_shown_name(findings, place, kind, name);
  if (leads_away(name))
    findings.add(place, kind + " '" + name +
                            "': must be a name of 1 to 200 bytes that does not begin with a dot or "
                            "a slash, nor lead out of a folder by '..'");
}

Axis key_axis(const Keyed& one, Findings& findings) {
  Axis axis{config::key_of_today(one.key), one.place, {}};
  auto parts = axis.name == one.key ? one.parts : split(axis.name, '.');
  if (axis.name != one.key)
    findings.note(one.place, "'" + one.key + "' is now called '" + axis.name + "'");
  if (!is_list(*one.value) || one.value->items.empty()) {
    config::wrong(*one.value, "axes." + one.key, "a list of the values to try", findings);
    return axis;
  }
  const bool seed = one.key == "seed", fold = one.key == "fold";
  if (seed) parts = {"seeds"};
  if (fold) parts = {"protocol", "folds"};
  std::set<std::string> labels;
  for (const auto& item : one.value->items) {
    Node value = item;
    if (seed || fold) {  // lists of one
      value = Node();
      value.type = Node::Type::list;
      value.place = item.place;
      value.items = {item};
    }
    axis.choices.push_back({label_of(item), nested(parts, std::move(value)), false});
    if (const auto& label = axis.choices.back().label; !labels.insert(label).second)
      findings.add(item.place, axis.name + ": " + label + " is listed twice");
  }
  return axis;
}

Axis variant_axis(const config::Member& member, Findings& findings) {
  Axis axis{member.key, member.place, {}};
  if (!member.value.is(Node::Type::table) || member.value.members.empty()) {
    config::wrong(
        member.value, "variants." + member.key,
        "tables of an experiment, one a variant, as in [variants." + member.key + ".NAME]",
        findings);
    return axis;
  }
  // In the order in which they are written.
  auto members = member.value.members;
  std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  for (auto& variant : members) {
    if (!variant.value.is(Node::Type::table)) {
      config::wrong(variant.value, "variants." + member.key + "." + variant.key,
                    "a table with the keys of an experiment", findings);
      continue;
    }
    check_name("variant", variant.key, variant.place, findings);
    axis.choices.push_back({variant.key, std::move(variant.value), true});
  }
  return axis;
}

}  // namespace

std::string label_of(const Node& value) {
  switch (value.type) {
    case Node::Type::text:
      return value.text;
    case Node::Type::real:
      return exact(value.real);
    case Node::Type::list: {
      std::string out = "[";
      for (const auto& item : value.items) out += (out.size() > 1 ? ", " : "") + label_of(item);
      return out + "]";
    }
    case Node::Type::table: {
      std::string out = "{";
      for (const auto& member : value.members)
        out += (out.size() > 1 ? ", " : "") + member.key + " = " + label_of(member.value);
      return out + "}";
    }
    default:
      return config::found(value);
  }
}

Node nested(const std::vector<std::string>& parts, Node value) {
  value.whole = true;
  auto tree = std::move(value);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    Node table;
    table.place = tree.place;
    const auto place = tree.place;
    table.add(*part, place, std::move(tree));
    tree = std::move(table);
  }
  return tree;
}

std::vector<Keyed> keyed(const Node& table, bool (*leaf)(const Node&), Findings& findings) {
  std::vector<Keyed> out;
  collect(table, {}, leaf, findings, out);
  return out;
}

std::vector<Axis> read_axes(const Node* axes, const Node* variants, Findings& findings) {
  std::vector<Axis> out;
  if (axes != nullptr) {
    for (const auto& one : keyed(*axes, is_list, findings)) out.push_back(key_axis(one, findings));
  }
  if (variants != nullptr) {
    for (const auto& member : variants->members) out.push_back(variant_axis(member, findings));
  }
  std::stable_sort(out.begin(), out.end(), [](const Axis& a, const Axis& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  std::set<std::string> names;
  for (const auto& axis : out) {
    check_name("axis", axis.name, axis.place, findings);
    if (!names.insert(axis.name).second)
      findings.add(axis.place, "the axis " + axis.name + " is given twice");
  }
  return out;
}

}  // namespace serhost::sweep
