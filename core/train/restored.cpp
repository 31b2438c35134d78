// Reads a checkpoint's files into a model that is made anew.
#include "train/restored.hpp"

#include <ATen/core/grad_mode.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tasks/registry.hpp"
#include "train/checkpoint.hpp"
#include "train/checkpoint_files.hpp"
#include "train/device.hpp"
#include "train/frozen_weights.hpp"

namespace serhost::train {
namespace fs = std::filesystem;
namespace {

nlohmann::json parsed(const fs::path& file) {
  try {
    return nlohmann::json::parse(read_file(file));
  } catch (const nlohmann::json::exception& error) {
    throw Error(Exit::damaged, file.string() + " is damaged (" + error.what() + ")");
  }
}

/// Frozen weights lie beside the folds, under their hash.
void restore_frozen(Composition& composition, const fs::path& checkpoint, const std::string& hash) {
  if (hash.empty()) return;
  if (hash.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw Error(Exit::damaged, (checkpoint / "state.json").string() + ": `frozen` is no hash");
  const auto root = fs::absolute(checkpoint).parent_path().parent_path().parent_path();
  const auto file = frozen_file(root, hash);
  const auto saved = read_frozen(root, hash);
  const at::NoGradGuard no_graph;
  for (auto& [name, parameter] : composition.parameters()) {
    if (parameter.requires_grad()) continue;
    const auto found = saved.find(name);
    if (found == saved.end() || !found->second.sizes().equals(parameter.sizes())) {
      throw Error(Exit::damaged, file.string() + " does not fit this model: '" + name +
                                     "' is missing or has another shape");
    }
    parameter.copy_(found->second);
  }
}

/// The frozen weights of two models of one experiment are one.
void share_frozen(Composition& composition, const Restored& same) {
  const auto shared = same.composition.parameters();
  for (auto& [name, parameter] : composition.parameters()) {
    if (parameter.requires_grad()) continue;
    SERHOST_CHECK(shared.contains(name) && shared.at(name).sizes().equals(parameter.sizes()));
    parameter.set_data(shared.at(name).detach());
  }
}

/// The task as it was in the fold that the checkpoint is of.
FoldTask task_of(const config::Experiment& made, const CheckpointFacts& facts) {
  data::Manifest trained_on;
  trained_on.classes = facts.classes;
  trained_on.dimensions = facts.dimensions;
  FoldTask out;
  out.rules = tasks::make(made, trained_on);
  out.values = out.rules->description(trained_on, {});
  out.values.train_counts = facts.train_counts;
  return out;
}

std::vector<data::RatedDimension> dimensions_of(const nlohmann::json& architecture) {
  std::vector<data::RatedDimension> out;
  for (const auto& entry : architecture.value("dimensions", nlohmann::json::array())) {
    data::RatedDimension dimension{.name = entry.at("name").get<std::string>()};
    if (!entry.at("lowest").is_null())
      dimension.range = {entry.at("lowest").get<double>(), entry.at("highest").get<double>()};
    out.push_back(std::move(dimension));
  }
  return out;
}

/// In a run directory a checkpoint lies in a folder of its fold and seed; one that was put there
/// from another has learned from the clips that it would be tested on.
void require_own_place(const fs::path& checkpoint, const CheckpointFacts& facts) {
  const auto seed = checkpoint.parent_path().filename().string(),
             fold = checkpoint.parent_path().parent_path().filename().string();
  if (!fold.starts_with("fold-") || !seed.starts_with("seed-")) return;
  const auto own =
      CheckpointPlace{.root = {}, .fold = facts.fold, .seed = facts.seed, .keep = {}}.folder();
  if (fs::path(fold) / seed == own) return;
  throw Error(Exit::damaged, checkpoint.string() + ": holds the model of " + own.string() +
                                 ", not of its own folder; copy the run again");
}

}  // namespace

CheckpointFacts read_checkpoint_facts(const fs::path& checkpoint) {
  const auto architecture = parsed(checkpoint / "architecture.json"),
             state = parsed(checkpoint / "state.json");  // missing, where it is no checkpoint
  check_checkpoint(checkpoint);
  try {
    CheckpointFacts facts;
    facts.classes = architecture.at("classes").get<std::vector<std::string>>();
    facts.train_counts = architecture.at("train_counts").get<std::vector<std::int64_t>>();
    facts.dimensions = dimensions_of(architecture);
    facts.resolved = architecture.at("resolved").get<std::string>();
    facts.fold = state.at("fold").get<std::int64_t>();
    facts.seed = state.at("seed").get<std::int64_t>();
    facts.epoch = state.at("epoch").get<std::int64_t>();
    require_own_place(checkpoint, facts);
    if (facts.classes.size() != facts.train_counts.size())
      throw Error(Exit::damaged, checkpoint.string() + ": `classes` and `train_counts` do not fit");
    return facts;
  } catch (const nlohmann::json::exception& error) {
    throw Error(Exit::damaged, checkpoint.string() + " is no checkpoint (" + error.what() + ")");
  }
}

Restored restored_model(const config::Experiment& made, const host::Registry& registry,
                        const fs::path& checkpoint, const PredictOptions& options,
                        const RestoreWeights& restore, const Restored* same) {
  auto facts = read_checkpoint_facts(checkpoint);
  auto task = task_of(made, facts);
  const auto frozen = parsed(checkpoint / "state.json").value("frozen", std::string());
  prepare_torch(options.threads);
  const auto device = choose_device(options.device != "auto" ? options.device : made.train.device);
  auto composition =
      composer_of(made, registry, options.log)(task, static_cast<std::uint64_t>(facts.seed));
  restore(composition, weights::read_safetensors(checkpoint / "model.safetensors"));
  const bool shares = same != nullptr && !frozen.empty() && same->frozen == frozen;
  if (!shares) restore_frozen(composition, checkpoint, frozen);
  composition.to(device);
  if (shares) share_frozen(composition, *same);
  return {std::move(facts), std::move(task), device, frozen, std::move(composition)};
}

}  // namespace serhost::train
