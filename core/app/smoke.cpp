// Works on the tree of a cell, before it is checked: what is not there yet cannot be missed.
#include "app/smoke.hpp"

#include <algorithm>
#include <vector>

#include "app/made_corpus.hpp"
#include "app/smoke_features.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "config/overrides.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using config::Node;

constexpr std::int64_t kMostInBatch = 8;

Node text_node(const Place& place, const std::string& text) {
  Node out;
  out.type = Node::Type::text;
  out.place = place;
  out.text = text;
  return out;
}

Node number(const Place& place, std::int64_t value) {
  Node out;
  out.type = Node::Type::integer;
  out.place = place;
  out.integer = value;
  return out;
}

void remove(Node& table, const std::string& key) {
  std::erase_if(table.members, [&](const config::Member& member) { return member.key == key; });
}

/// One table, or a list of them.
template <class Change>
void each_table(Node* node, const Change& change) {
  if (node == nullptr) return;
  if (node->is(Node::Type::table)) change(*node);
  for (auto& item : node->items) {
    if (item.is(Node::Type::table)) change(item);
  }
}

std::string plugin_of(const Node& table) {
  const auto* const plugin = table.find("plugin");
  return plugin != nullptr && plugin->is(Node::Type::text) ? plugin->text : "";
}

/// How wide a backbone's frames are, as far as its table says; 0: it does not.
std::int64_t width_of(const Node& table) {
  if (table.find("features") != nullptr) return kMadeFeatureWidth;
  if (const auto* const parts = table.find("parts"); parts != nullptr) {
    std::int64_t sum = 0;
    for (const auto& part : parts->items) sum += width_of(part);
    return sum;
  }
  for (const char* key : {"width", "hidden_size"}) {
    const auto* const width = table.find(key);
    if (width != nullptr && width->is(Node::Type::integer)) return width->integer;
  }
  for (const auto& member : table.members) {
    const auto config = fs::path(member.value.text) / "config.json";
    std::error_code ignored;
    if (!member.value.is(Node::Type::text) || !fs::is_regular_file(config, ignored)) continue;
    return Json::parse(read_file(config)).value("hidden_size", std::int64_t{0});
  }
  return 0;
}

/// Little to train, for every experiment alike.
void shorten(Node& experiment) {
  Node seeds;
  seeds.type = Node::Type::list;
  seeds.items = {number(experiment.place, 1)};
  experiment.add("seeds", experiment.place, seeds);
  if (experiment.find("train") == nullptr) {
    Node empty;
    empty.place = experiment.place;
    experiment.add("train", experiment.place, empty);
  }
  auto* const train = experiment.find("train");
  if (!train->is(Node::Type::table)) return;
  train->add("epochs", train->place, number(train->place, 1));
  for (const char* key : {"accumulate", "patience", "max_clips"}) remove(*train, key);
  if (auto* const size = train->find("batch_size"); size != nullptr)
    size->integer = std::min(size->integer, kMostInBatch);
  else if (train->find("batch_seconds") == nullptr)
    train->add("batch_size", train->place, number(train->place, kMostInBatch));
}

}  // namespace

fs::path Smoke::file_of(const host::ComponentInfo& info, const std::string& name) const {
  const auto folder = info.file.parent_path() / info.plugin;
  for (const auto& file : {folder / (info.name + "." + name), folder / name}) {
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) return file;
  }
  return {};
}

void Smoke::make_dataset(Node& table, config::Findings& findings) {
  const auto name = plugin_of(table);
  std::string why;
  const auto* const info = registry_.find(Kind::dataset, name, why);
  if (info == nullptr || table.find("root") == nullptr) return;  // told later, or made anyway
  auto made = made_.find(name);
  if (made == made_.end()) {
    const auto description = file_of(*info, "smoke.json");
    if (description.empty())
      return findings.add(table.place,
                          "--smoke: dataset '" + name +
                              "' has no smoke.json beside its plugin, so that no small corpus can "
                              "be made; docs/sweeps.md says what it holds");
    const auto root = folder_ / info->name;
    make_corpus(description, root);
    made = made_.emplace(name, fs::absolute(root)).first;
  }
  auto& root = *table.find("root");
  root = text_node(root.place, made->second.string());
}

void Smoke::make_backbone(Node& table, config::Findings& findings) {
  std::string why;
  const auto* const info = registry_.find(Kind::backbone, plugin_of(table), why);
  if (info == nullptr) return;
  remove(table, "checkpoint");
  if (auto* const parts = table.find("parts"); parts != nullptr)
    each_table(parts, [&](Node& part) { make_backbone(part, findings); });
  if (auto* const features = table.find("features"); features != nullptr)
    *features = text_node(features->place, features_of_made().string());
  const auto model = fs::absolute(folder_ / info->name);
  if (const auto description = file_of(*info, "smoke.json");
      !description.empty() && !fs::exists(model))
    make_corpus(description, model);
  const auto file = file_of(*info, "smoke.txt");
  if (file.empty()) return;  // it is small already
  std::vector<std::string> parameters;
  for (const auto& parameter : split(trim(read_file(file)), ';'))
    parameters.emplace_back(trim(parameter));
  auto small = config::overrides_tree(parameters, findings);
  for (auto& member : small.members) {
    if (member.value.text == "{made}") member.value = text_node(table.place, model.string());
    table.add(member.key, member.place, std::move(member.value));
  }
}

fs::path Smoke::features_of_made() {
  const auto folder = folder_ / "features";
  for (const auto& [name, root] : made_) make_features(root, folder);
  return fs::absolute(folder);
}

void Smoke::fit_width(Node& table, std::int64_t before) {
  auto* const width = table.find("width");
  if (before > 0 && width != nullptr && width->is(Node::Type::integer)) width->integer = before;
}

void Smoke::operator()(Node& experiment, config::Findings& findings) {
  each_table(experiment.find("dataset"), [&](Node& table) { make_dataset(table, findings); });
  std::int64_t before = 0;  // what a backbone gets is as wide as what the one before it is now
  each_table(experiment.find("backbone"), [&](Node& table) {
    fit_width(table, before);
    make_backbone(table, findings);
    before = width_of(table);
  });
  shorten(experiment);
}

}  // namespace serhost::app
