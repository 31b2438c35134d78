// Converts TOML values to parameter values: one case per type.
#include "config/components.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string_view>

#include "base/text.hpp"
#include "host/host_keys.hpp"
#include "host/nested.hpp"

namespace serhost::config {
namespace {

Range range_of(const ParamSpec& spec) {
  return {
      .at_least = spec.minimum, .above = spec.above, .at_most = spec.maximum, .below = spec.below};
}

template <class T>
Value or_fallback(std::optional<T> value, const ParamSpec& spec) {
  return value ? Value(std::move(*value)) : spec.fallback;
}

Value weights(const Node& node, const std::string& key, const ParamSpec& spec,
              const Components& components, Findings& findings) {
  if (!node.is(Node::Type::table)) {
    const auto& texts = spec.choices;  // that may stand in the place of the table
    if (node.is(Node::Type::text) &&
        std::find(texts.begin(), texts.end(), node.text) != texts.end())
      return node.text;
    const std::string table = spec.keys_are_classes && !texts.empty()
                                  ? "a table of class = weight"
                                  : "a table of names and numbers";
    wrong(node, key, texts.empty() ? table : join(texts, ", ") + ", or " + table, findings);
    return spec.fallback;
  }
  std::map<std::string, double> out;
  const std::set<std::string_view> classes(components.classes.begin(), components.classes.end());
  const auto names = std::make_shared<const std::vector<std::string>>(components.classes);
  for (const auto& member : node.members) {
    if (spec.keys_are_classes && !classes.empty() && !classes.contains(member.key))
      findings.add(member.place, key + ": '" + member.key + "' is not a class.", member.key, names);
    if (const auto value =
            read_real(member.value, key + "." + member.key, range_of(spec), findings))
      out[member.key] = *value;
  }
  return out;
}

/// A list, where a number of elements is asked for.
Value counted(std::optional<Value> value, const Node& node, const std::string& key,
              const ParamSpec& spec, Findings& findings) {
  if (spec.count && node.is(Node::Type::list) && node.items.size() != *spec.count) {
    findings.add(node.place, key + ": found " + count_of(node.items.size(), "element") +
                                 ", but must be a list of " + std::to_string(*spec.count));
    return spec.fallback;
  }
  return value ? *value : spec.fallback;
}

Value integer_or_text(const Node& node, const std::string& key, const ParamSpec& spec,
                      Findings& findings) {
  if (node.is(Node::Type::integer))
    return or_fallback(read_integer(node, key, range_of(spec), findings), spec);
  if (node.is(Node::Type::text))
    return or_fallback(read_text(node, key, spec.choices, findings), spec);
  wrong(node, key, "a whole number or a string", findings);
  return spec.fallback;
}

// An empty path is the default of components for which none need be given.
Value path(const Node& node, const std::string& key, const ParamSpec& spec, Findings& findings) {
  const auto* fallback = std::get_if<std::filesystem::path>(&spec.fallback);
  if (node.is(Node::Type::text) && node.text.empty() && fallback && fallback->empty())
    return spec.fallback;
  return or_fallback(read_path(node, key, findings), spec);
}

std::optional<PartValue> part(const Node& node, const std::string& key, Kind kind,
                              const Components& components, Findings& findings) {
  if (!node.is(Node::Type::table)) {
    wrong(node, key, std::string("a table with the `plugin` of a ") + name_of(kind), findings);
    return std::nullopt;
  }
  TableReader table(node, key, title_of(node, key), findings);
  PartValue out;
  table.read("weight", out.weight, {.at_least = 0, .above = {}, .at_most = {}, .below = {}});
  const auto chosen = choose(kind, table, components);
  if (!chosen.info) return std::nullopt;
  out.plugin = chosen.plugin;
  out.nested = std::make_shared<const NestedParameters>(
      NestedParameters{chosen.info, parameters(*chosen.info, table, components)});
  table.finish();
  return out;
}

Value parts(const Node& node, const std::string& key, const ParamSpec& spec,
            const Components& components, Findings& findings) {
  std::vector<PartValue> out;
  if (spec.type == ParamType::part) {
    if (auto one = part(node, key, spec.part_kind, components, findings))
      out.push_back(std::move(*one));
  } else if (!node.is(Node::Type::list)) {
    wrong(node, key, "a list of tables, each with a `plugin`", findings);
  } else {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (auto one = part(node.items[i], key + "." + std::to_string(i), spec.part_kind, components,
                          findings))
        out.push_back(std::move(*one));
    }
  }
  return out;
}

Value value_of(const Node& node, const std::string& key, const ParamSpec& spec,
               const Components& components, Findings& findings) {
  switch (spec.type) {
    case ParamType::boolean:
      return or_fallback(read_boolean(node, key, findings), spec);
    case ParamType::integer:
      return or_fallback(read_integer(node, key, range_of(spec), findings), spec);
    case ParamType::real:
      return or_fallback(read_real(node, key, range_of(spec), findings), spec);
    case ParamType::text:
      return or_fallback(read_text(node, key, spec.choices, findings), spec);
    case ParamType::path:
      return path(node, key, spec, findings);
    case ParamType::integers:
      return counted(read_integers(node, key, range_of(spec), findings), node, key, spec, findings);
    case ParamType::reals:
      return counted(read_reals(node, key, range_of(spec), findings), node, key, spec, findings);
    case ParamType::texts:
      return counted(read_texts(node, key, spec.choices, findings), node, key, spec, findings);
    case ParamType::weights:
      return weights(node, key, spec, components, findings);
    case ParamType::integer_or_text:
      return integer_or_text(node, key, spec, findings);
    case ParamType::part:
    case ParamType::parts:
      return parts(node, key, spec, components, findings);
  }
  return spec.fallback;
}

}  // namespace

std::string title_of(const Node& table, const std::string& name) {
  const auto* plugin = table.find("plugin");
  return "[" + name + "]" +
         (plugin && plugin->is(Node::Type::text) ? " (" + plugin->text + ")" : "");
}

ComponentRef choose(Kind kind, TableReader& table, const Components& components) {
  ComponentRef chosen;
  chosen.place = table.place();
  if (!table.has("plugin")) {
    table.findings().add(table.place(),
                         table.name("plugin") + " is missing: which " + name_of(kind) + " is it?");
    return chosen;
  }
  const auto* node = table.take("plugin");
  if (!node) return chosen;
  chosen.place = node->place;
  const auto name = read_text(*node, table.name("plugin"), {}, table.findings());
  if (!name) return chosen;
  chosen.plugin = *name;
  std::string why;
  chosen.info = components.find(kind, *name, why);
  if (!chosen.info) table.findings().add(Exit::unavailable, node->place, why);
  return chosen;
}

Value read_value(TableReader& table, const ParamSpec& spec, const Components& components) {
  const auto* node = table.take(spec.name);
  return node != nullptr
             ? value_of(*node, table.name(spec.name), spec, components, table.findings())
             : spec.fallback;
}

Values parameters(const host::ComponentInfo& info, TableReader& table,
                  const Components& components) {
  Values values;
  const auto reserved = host::host_keys(info.kind);
  for (const auto& spec : info.parameters) {
    if (std::find(reserved.begin(), reserved.end(), spec.name) != reserved.end()) {
      table.findings().add(Exit::unavailable, table.place(),
                           std::string(name_of(info.kind)) + " '" + info.name + "' of " +
                               info.file.string() + " declares the parameter '" + spec.name +
                               "', which is a key of the host");
    }
    if (!table.has(spec.name) && spec.type == ParamType::part && !spec.optional) {
      table.findings().add(table.place(), table.name(spec.name) + " is missing: " + info.name +
                                              " needs a " + name_of(spec.part_kind) + " there");
    }
    values.push_back(read_value(table, spec, components));
  }
  return values;
}

}  // namespace serhost::config
