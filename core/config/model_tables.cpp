// [backbone], [head], [loss] and [[augment]].
#include <algorithm>

#include "base/text.hpp"
#include "config/tables.hpp"

namespace serhost::config {
namespace {

bool is_layer(const std::string& text) {
  return !text.empty() && text.size() < 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

KeySpec spec_of(const std::vector<KeySpec>& specs, const std::string& key) {
  return *std::find_if(specs.begin(), specs.end(),
                       [&](const KeySpec& spec) { return spec.name == key; });
}

/// The number of a layer may also be written as a text, as resolved.toml has it.
void read_layers(TableReader& table, BackboneTable& to, const ParamSpec& spec) {
  const auto* node = table.take(spec.name);
  if (!node) return;
  const auto& words = spec.choices;
  if (node->is(Node::Type::integer) && node->integer >= 0 && node->integer < 10000) {
    to.layers = std::to_string(node->integer);
  } else if (node->is(Node::Type::text) &&
             (is_layer(node->text) ||
              std::find(words.begin(), words.end(), node->text) != words.end())) {
    to.layers = node->text;
  } else {
    return wrong(*node, table.name(spec.name),
                 "one of " + join(words, ", ") + ", or the number of a layer", table.findings());
  }
  if (to.layers != "last" && to.component.info &&
      !host::has_ability<Layerwise>(*to.component.info)) {
    table.findings().add(node->place, table.name(spec.name) + ": " + to.component.plugin +
                                          " has no layers to choose from; leave it out");
  }
}

void read_freeze(TableReader& table, BackboneTable& to, const ParamSpec& spec,
                 const Components& components) {
  to.freeze = std::get<std::string>(read_value(table, spec, components));
  const auto* node = table.take(spec.name);
  if (node == nullptr) return;
  if (to.freeze.empty())
    return wrong(*node, table.name(spec.name), "none, all or the name of a stage",
                 table.findings());
  if (to.freeze != "none" && to.freeze != "all" && to.component.info &&
      !host::has_ability<Staged>(*to.component.info)) {
    table.findings().add(node->place, table.name(spec.name) + ": " + to.component.plugin +
                                          " has no stages, so it must be none or all; found \"" +
                                          to.freeze + "\"");
  }
}

void read_adapt(TableReader& table, BackboneTable& to, const KeySpec& key,
                const Components& components) {
  const auto* node = table.take(key.name);
  TableTraits<AdaptTable>::read(table, key, to.adapt, components);
  if (node != nullptr && to.adapt.chosen() && to.freeze == "all")
    table.findings().add(node->place, table.name(key.name) +
                                          ": the backbone's own weights are frozen by it, and "
                                          "freeze = \"all\" leaves nothing to train; leave "
                                          "`freeze` out, or name a stage to begin behind");
}

}  // namespace

void declare(TableSchema<BackboneKeys>& schema) {
  schema.add("freeze", &BackboneKeys::freeze)
      .help("none, all, or a stage: that stage and all before it are not trained");
  schema.add("layers", &BackboneKeys::layers)
      .at_least(0)
      .at_most(9999)
      .one_of({"last", "weighted", "mean_last_4", "sum_last_4"})
      .formerly("take")
      .help("which layers' frames are used");
  schema.add("adapt", &BackboneKeys::adapt)
      .recorded(Recorded::where_set)
      .like("a table as in { name = \"lora\", rank = 8 }")
      .help("what is trained in place of the backbone's own weights: serhost list adaptations");
}

SERHOST_TABLE(BackboneKeys, "backbone", "what turns audio into frames", 40);

std::vector<BackboneTable> read_backbones(TableReader& root, const Components& components) {
  std::vector<BackboneTable> out;
  const auto keys = keys_of<BackboneKeys>();
  for (const auto& [node, path] : tables_of(root, "backbone")) {
    TableReader table(*node, path, title_of(*node, path), root.findings());
    BackboneTable to;
    to.component = choose(Kind::backbone, table, components);
    read_freeze(table, to, spec_of(keys, "freeze"), components);
    read_layers(table, to, spec_of(keys, "layers"));
    read_adapt(table, to, spec_of(keys, "adapt"), components);
    if (to.component.info) {
      to.component.values = parameters(*to.component.info, table, components);
      table.finish();
    }
    out.push_back(std::move(to));
  }
  return out;
}

ComponentRef read_loss(TableReader& root, const Components& components) {
  const auto* node = root.take("loss");
  if (!node) {
    if (!root.has("loss"))
      root.findings().add(root.place(), "there is no [loss] table; it names the loss's `plugin`");
    return {};
  }
  if (!node->is(Node::Type::table)) {
    wrong(*node, "loss", "one table [loss]", root.findings());
    return {};
  }
  TableReader table(*node, "loss", title_of(*node, "loss"), root.findings());
  auto chosen = choose(Kind::loss, table, components);
  if (chosen.info) {
    chosen.values = parameters(*chosen.info, table, components);
    table.finish();
  }
  return chosen;
}

void declare(Schema<HeadOptions>& schema) {
  constexpr double kWidest = 65536;
  schema.add("frame_hidden", &HeadOptions::frame_hidden)
      .at_least(1)
      .at_most(kWidest)
      .help("widths of layers on every frame, before pooling");
  schema.add("pooling", &HeadOptions::pooling)
      .one_of(names_of_pieces("pooling"))
      .help(
          "from frames to one vector per clip; without `plugin` also a table { name = ..., ... } "
          "with the pooling's own keys");
  schema.add("hidden", &HeadOptions::hidden)
      .at_least(1)
      .at_most(kWidest)
      .help("widths of layers after pooling");
  schema.add("activation", &HeadOptions::activation)
      .one_of({"tanh", "relu", "gelu", "none"})
      .help("behind each of these layers");
  schema.add("dropout", &HeadOptions::dropout)
      .at_least(0)
      .below(1)
      .help("behind each layer after pooling");
}

HeadTable read_head(TableReader& root, const Components& components) {
  HeadTable to;
  const auto* node = root.take("head");
  if (!node) return to;
  if (!node->is(Node::Type::table)) {
    wrong(*node, "head", "one table [head]", root.findings());
    return to;
  }
  TableReader table(*node, "head", title_of(*node, "head"), root.findings());
  if (!table.has("plugin")) {
    table.take("plugin");
    Schema<HeadOptions> schema;
    declare(schema);
    Values values;
    for (const auto& spec : schema.specs())
      values.push_back(spec.name == "pooling" ? spec.fallback
                                              : read_value(table, spec, components));
    static_cast<HeadOptions&>(to) = schema.options(values);
    read_pooling(table, to, components);
    table.finish();
    return to;
  }
  to.component = choose(Kind::head, table, components);
  if (to.component.info == nullptr) return to;
  to.component.values = parameters(*to.component.info, table, components);
  table.finish();
  return to;
}

void declare(TableSchema<AugmentTable>& schema) {
  schema.add("probability", &AugmentTable::probability)
      .at_least(0)
      .at_most(1)
      .help("that a clip is changed, each time it is seen");
}

SERHOST_TABLE(AugmentTable, "augment", "a change of training clips' waveforms", 55);

std::vector<AugmentTable> read_augments(TableReader& root, const Components& components) {
  std::vector<AugmentTable> out;
  if (root.take("augment") == nullptr) return out;
  for (const auto& [node, path] : tables_of(root, "augment")) {
    TableReader table(*node, path, title_of(*node, path), root.findings());
    AugmentTable to;
    to.component = choose(Kind::augment, table, components);
    table_schema<AugmentTable>().read(table, to, components);
    if (to.component.info == nullptr) continue;
    to.component.values = parameters(*to.component.info, table, components);
    table.finish();
    out.push_back(std::move(to));
  }
  return out;
}

}  // namespace serhost::config
