// Which parameter names weights is a convention that every backbone keeps: `checkpoint`, a path.
#include "train/source_checkpoint.hpp"

#include <nlohmann/json.hpp>
#include <serhost/weights/checkpoint.hpp>

#include "base/error.hpp"
#include "base/files.hpp"

namespace serhost::train {
namespace {

constexpr const char* kParameter = "checkpoint";

}  // namespace

nlohmann::ordered_json source_checkpoint_json(const config::ComponentRef& chosen) {
  nlohmann::ordered_json out;
  if (chosen.info == nullptr) return out;
  for (std::size_t i = 0; i < chosen.values.size() && i < chosen.info->parameters.size(); ++i) {
    const auto* path = std::get_if<std::filesystem::path>(&chosen.values[i]);
    if (path == nullptr || path->empty() || chosen.info->parameters[i].name != kParameter) continue;
    out[kParameter] =
        nlohmann::ordered_json::parse(weights::tensor_index_json(weights::Checkpoint::open(*path)));
  }
  return out;
}

std::vector<SourceCheckpoint> write_source_checkpoints(const std::string& architecture,
                                                       const std::filesystem::path& folder) {
  std::vector<SourceCheckpoint> out;
  try {
    const auto json = nlohmann::ordered_json::parse(architecture);
    const auto& backbones = json.at("backbones");
    for (std::size_t i = 0; i < backbones.size(); ++i) {
      const auto originals = backbones[i].find("originals");
      if (originals == backbones[i].end() || originals->is_null()) continue;
      for (const auto& [parameter, skeleton] : originals->items()) {
        if (parameter != kParameter)
          throw Error(Exit::damaged,
                      "architecture.json: '" + parameter + "' is no parameter that names weights");
        const auto file = folder / ("backbone-" + std::to_string(i) + ".json");
        replace_file(file, skeleton.dump());
        out.push_back({i, parameter, file});
      }
    }
  } catch (const nlohmann::json::exception& fault) {
    throw Error(Exit::damaged, std::string("architecture.json cannot be read: ") + fault.what());
  }
  return out;
}

}  // namespace serhost::train
