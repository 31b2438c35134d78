// [train] optimizer = { name = "adamw", ... }: the host's own keys and those of the component that
// it names. A key that only another optimizer has is refused with the names of those that have it.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "config/tables.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

std::vector<const host::ComponentInfo*> all_of(Kind kind, const Components& components) {
  return components.find.all ? components.find.all(kind)
                             : std::vector<const host::ComponentInfo*>();
}

/// The optimizer built in or a plugin's that `name` or `plugin` names.
const host::ComponentInfo* named(TableReader& table, OptimizerTable& to,
                                 const Components& components) {
  if (table.has("plugin")) {
    if (table.has("name"))
      table.findings().add(table.place_of("name"),
                           table.name("name") + ": " + table.name("plugin") +
                               " is given too, and both name the optimizer; take one out");
    table.take("name");
    to.component = choose(Kind::optimizer, table, components);
    if (to.component.info != nullptr) to.name = to.component.info->name;
    return to.component.info;
  }
  const auto* node = table.take("name");
  table.take("plugin");
  if (node != nullptr) {
    const auto name = read_text(*node, table.name("name"), {}, table.findings());
    if (!name) return nullptr;
    to.name = *name;
  }
  to.component.plugin = to.name;
  to.component.place = node != nullptr ? node->place : table.place();
  std::string why;
  to.component.info = components.find(Kind::optimizer, to.name, why);
  if (to.component.info != nullptr) return to.component.info;
  Choices names;
  for (const auto* info : all_of(Kind::optimizer, components)) names.push_back(info->name);
  if (node != nullptr && !names.empty())
    read_text(*node, table.name("name"), names, table.findings());
  else table.findings().add(to.component.place, why);
  return nullptr;
}

/// Keys that belong to other optimizers only.
void refuse_others(TableReader& table, const host::ComponentInfo& chosen,
                   const Components& components) {
  std::map<std::string, Choices> owners;
  for (const auto* info : all_of(Kind::optimizer, components)) {
    for (const auto& spec : info->parameters) owners[spec.name].push_back(info->name);
  }
  for (const auto& spec : chosen.parameters) owners.erase(spec.name);
  for (const auto& [key, users] : owners) {
    if (table.has(key))
      table.refuse(key, chosen.name + " does not use it, only " + join(users, ", ") +
                            (users.size() == 1 ? " does" : " do"));
  }
}

}  // namespace

void declare(TableSchema<OptimizerTable>& schema) {
  schema.add("lr", &OptimizerTable::lr).above(0).help("learning rate");
  schema.add("weight_decay", &OptimizerTable::weight_decay)
      .at_least(0)
      .help("of matrices, not of biases and norms");
  schema.add("backbone_lr", &OptimizerTable::backbone_lr)
      .above(0)
      .help("learning rate of the backbones where it is another");
  schema.add("layer_decay", &OptimizerTable::layer_decay)
      .above(0)
      .at_most(1)
      .help("factor of the backbone's learning rate from each layer to the one below it");
}

SERHOST_TABLE(OptimizerTable, "train.optimizer", "what the host does with every optimizer", 70);

void TableTraits<OptimizerTable>::read(TableReader& parent, const KeySpec& key, OptimizerTable& to,
                                       const Components& components) {
  const auto* node = table_in(parent, key);
  Node left_out;
  left_out.place = parent.place();
  const auto path = parent.name(key.name);
  TableReader table(node == nullptr ? left_out : *node, path, "[" + path + "]", parent.findings());
  const auto* info = named(table, to, components);
  table_schema<OptimizerTable>().read(table, to, components);
  if (info == nullptr) return;  // of its other keys nothing can be said
  to.component.values = parameters(*info, table, components);
  refuse_others(table, *info, components);
  table.finish();
}

/// Named by `name` where it is built in, by `plugin` where it is a plugin's.
std::string TableTraits<OptimizerTable>::text(const OptimizerTable& from, const Writer& to) {
  const auto* info = from.component.info;
  const bool plugin = info != nullptr && info->built_in == nullptr;
  std::string out = plugin ? "{ plugin = " + toml_string(from.component.plugin)
                           : "{ name = " + toml_string(from.name);
  table_schema<OptimizerTable>().each(from, to,
                                      [&](const std::string& own, const std::string& value) {
                                        out += ", " + toml_key(own) + " = " + value;
                                      });
  if (info != nullptr) out += parameters_inline(info->parameters, from.component.values, to);
  return out + " }";
}

}  // namespace serhost::config
