// [backbone], [head] and [loss].
#include <algorithm>

#include "config/tables.hpp"

namespace serhost::config {
namespace {

bool is_layer(const std::string& text) {
  return !text.empty() && text.size() < 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_take(TableReader& table, BackboneTable& to) {
  const auto* node = table.take("take");
  if (!node) return;
  if (node->is(Node::Type::integer) && node->integer >= 0 && node->integer < 10000) {
    to.take = std::to_string(node->integer);
  } else if (node->is(Node::Type::text) &&
             (is_layer(node->text) || node->text == "last" || node->text == "weighted" ||
              node->text == "mean_last_4")) {
    to.take = node->text;
  } else {
    return wrong(*node, table.name("take"),
                 "one of last, weighted, mean_last_4, or the number of a layer", table.findings());
  }
  if (to.take != "last" && to.component.info && !host::has_ability<Layerwise>(*to.component.info)) {
    table.findings().add(node->place, table.name("take") + ": " + to.component.plugin +
                                          " has no layers to choose from; leave it out");
  }
}

void read_freeze(TableReader& table, BackboneTable& to) {
  const auto* node = table.take("freeze");
  if (!node) return;
  const auto stage = read_text(*node, table.name("freeze"), {}, table.findings());
  if (!stage) return;
  if (stage->empty())
    return wrong(*node, table.name("freeze"), "none, all or the name of a stage", table.findings());
  to.freeze = *stage;
  if (to.freeze != "none" && to.freeze != "all" && to.component.info &&
      !host::has_ability<Staged>(*to.component.info)) {
    table.findings().add(node->place, table.name("freeze") + ": " + to.component.plugin +
                                          " has no stages, so it must be none or all; found \"" +
                                          to.freeze + "\"");
  }
}

}  // namespace

std::vector<BackboneTable> read_backbones(TableReader& root, const Components& components) {
  std::vector<BackboneTable> out;
  for (const auto& [node, path] : tables_of(root, "backbone")) {
    TableReader table(*node, path, title_of(*node, path), root.findings());
    BackboneTable to;
    to.component = choose(Kind::backbone, table, components);
    read_freeze(table, to);
    read_take(table, to);
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

HeadTable read_head(TableReader& root) {
  HeadTable to;
  const auto* node = root.take("head");
  if (!node) return to;
  if (!node->is(Node::Type::table)) {
    wrong(*node, "head", "one table [head]", root.findings());
    return to;
  }
  TableReader table(*node, "head", "[head]", root.findings());
  const Range width{.at_least = 1, .above = {}, .at_most = 65536, .below = {}};
  table.read("frame_hidden", to.frame_hidden, width);
  table.read("pooling", to.pooling, {"mean", "mean_std", "attention", "summary", "mean_scores"});
  table.read("hidden", to.hidden, width);
  table.read("activation", to.activation, {"tanh", "relu", "gelu", "none"});
  table.read("dropout", to.dropout, {.at_least = 0, .above = {}, .at_most = {}, .below = 1});
  table.finish();
  return to;
}

}  // namespace serhost::config
