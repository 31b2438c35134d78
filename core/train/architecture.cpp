// Reads and writes architecture.json.
#include "train/architecture.hpp"

#include <nlohmann/json.hpp>

#include "config/pieces.hpp"
#include "train/source_checkpoint.hpp"

namespace serhost::train {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Value& value) {
  return std::visit(
      [](const auto& held) -> Json {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return Json();
        } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
          return held.string();
        } else if constexpr (std::is_same_v<T, std::vector<PartValue>>) {
          Json parts = Json::array();
          for (const auto& part : held)
            parts.push_back({{"plugin", part.plugin}, {"weight", part.weight}});
          return parts;
        } else {
          return held;
        }
      },
      value);
}

Json json_of(const std::vector<ParamSpec>& specs, const Values& values) {
  auto json = Json::object();
  for (std::size_t i = 0; i < values.size() && i < specs.size(); ++i)
    json[specs[i].name] = json_of(values[i]);
  return json;
}

Json json_of(const config::ComponentRef& chosen) {
  Json json = {{"plugin", chosen.plugin}};
  if (chosen.info == nullptr) return json;
  json["file_plugin"] = chosen.info->plugin;
  json["version"] = chosen.info->plugin_version;
  json["parameters"] = json_of(chosen.info->parameters, chosen.values);
  return json;
}

Json json_of(const config::HeadOptions& head) {
  Json json = {{"frame_hidden", head.frame_hidden},
               {"pooling", head.pooling},
               {"hidden", head.hidden},
               {"activation", head.activation},
               {"dropout", head.dropout}};
  const auto* const pooling = config::find_piece("pooling", head.pooling);
  if (pooling != nullptr && pooling->own)
    json["pooling_parameters"] = json_of(pooling->parameters(), head.pooling_keys);
  return json;
}

}  // namespace

std::string architecture_json(const config::Experiment& experiment, const Task& task,
                              Composition& composition) {
  const auto input = composition.model().input();
  Json json = {{"schema", "serhost.model/1"},      {"name", experiment.name},
               {"task", experiment.task},          {"signature", experiment.experiment_hash},
               {"classes", task.classes},          {"train_counts", task.train_counts},
               {"sample_rate", input.sample_rate}, {"shortest", input.shortest}};
  for (const auto& dimension : task.dimensions) {  // a NaN is written as null
    json["dimensions"].push_back(
        {{"name", dimension.name}, {"lowest", dimension.lowest}, {"highest", dimension.highest}});
  }
  json["max_seconds"] = experiment.train.max_seconds ? Json(*experiment.train.max_seconds) : Json();
  json["backbones"] = Json::array();
  for (const auto& table : experiment.backbones) {
    auto backbone = json_of(table.component);
    if (auto originals = source_checkpoint_json(table.component); !originals.is_null())
      backbone["originals"] = std::move(originals);
    backbone["freeze"] = table.freeze;
    backbone["take"] = table.layers;
    if (table.adapt.chosen()) {
      const auto* const method = config::find_piece("adaptation", table.adapt.name);
      backbone["adapt"] = table.adapt.name;
      if (method != nullptr)
        backbone["adapt_parameters"] = json_of(method->parameters(), table.adapt.values);
    }
    json["backbones"].push_back(std::move(backbone));
  }
  const auto& head = experiment.head;
  json["head"] = head.component.info != nullptr
                     ? json_of(head.component)
                     : json_of(static_cast<const config::HeadOptions&>(head));
  json["loss"] = json_of(experiment.loss);
  json["resolved"] = experiment.resolved;
  return json.dump(1) + "\n";
}

}  // namespace serhost::train
