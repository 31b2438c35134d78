// Finds a run's checkpoints, and gives the makers of its backbones what they began with.
#include "app/trained_run.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "config/task_info.hpp"
#include "train/checkpoint_files.hpp"
#include "train/source_checkpoint.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// Paths that are gone are no fault: neither the corpus nor published weights are needed any more.
config::Experiment experiment_of(const fs::path& folder, const host::Registry& registry) {
  Faults found, kept;
  const auto file = folder / "resolved.toml";
  if (!fs::exists(file))
    throw Error(Exit::missing, folder.string() +
                                   ": has no resolved.toml, which says how its "
                                   "models are made; copy the whole run");
  auto experiment = config::load(file, {}, registry, found);
  for (const auto& fault : found.all()) {
    if (fault.exit != Exit::missing) kept.add(fault.exit, fault.message);
  }
  kept.throw_if_any();
  return experiment;
}

/// Folds that have ended and whose weights were kept.
std::vector<Member> kept_members(const fs::path& folder, const run::Run& run) {
  std::vector<Member> out;
  for (const auto& result : run.results) {
    const auto checkpoint = train::checkpoint_folder(folder, result.fold, result.seed);
    if (fs::exists(checkpoint / "model.safetensors"))
      out.push_back({result.fold, result.seed, checkpoint});
  }
  std::sort(out.begin(), out.end(), [](const Member& a, const Member& b) {
    return std::pair(a.fold, a.seed) < std::pair(b.fold, b.seed);
  });
  return out;
}

std::string numbers(const std::vector<Member>& members, std::int64_t Member::* which) {
  std::set<std::int64_t> all;
  for (const auto& member : members) all.insert(member.*which);
  std::vector<std::string> texts;
  for (const auto number : all) texts.push_back(std::to_string(number));
  return join(texts, ", ");
}

std::vector<Member> chosen_of(const std::vector<Member>& members, const Chosen& chosen,
                              const fs::path& folder) {
  std::vector<Member> out;
  for (const auto& member : members) {
    if ((!chosen.fold || *chosen.fold == member.fold) &&
        (!chosen.seed || *chosen.seed == member.seed))
      out.push_back(member);
  }
  if (!out.empty()) return out;
  std::vector<std::string> wanted;
  if (chosen.fold) wanted.push_back("fold " + std::to_string(*chosen.fold));
  if (chosen.seed) wanted.push_back("seed " + std::to_string(*chosen.seed));
  throw Error(Exit::missing, folder.string() + ": has no model of " + join(wanted, ", ") +
                                 "; there are folds " + numbers(members, &Member::fold) +
                                 " and seeds " + numbers(members, &Member::seed));
}

}  // namespace

TrainedRun open_trained_run(const fs::path& folder, const host::Registry& registry,
                            const Chosen& chosen) {
  if (!fs::exists(folder)) throw Error(Exit::missing, folder.string() + ": does not exist");
  if (!fs::exists(folder / "run.json"))
    throw Error(Exit::missing, folder.string() + ": holds no run.json; name the folder of a run");
  TrainedRun out{.folder = folder, .run = run::read_run(folder), .experiment = {}, .members = {}};
  const auto members = kept_members(folder, out.run);
  if (members.empty())
    throw Error(Exit::missing,
                folder.string() +
                    ": holds no trained model: either no fold has ended, or none was kept; train "
                    "with train.checkpoints = \"best\"");
  out.experiment = experiment_of(folder, registry);
  out.members = chosen_of(members, chosen, folder);
  return out;
}

config::Experiment made_from_own_files(const TrainedRun& trained, const Member& member,
                                       const fs::path& skeletons) {
  if (config::hears_dialogues(trained.experiment.task))
    throw Error(Exit::config, trained.folder.string() +
                                  ": its model hears what was said before a clip, and "
                                  "recordings alone have no history; its answers for a "
                                  "corpus are in the predictions.csv of a run on it");
  auto made = trained.experiment;
  const auto originals = train::write_source_checkpoints(
      read_file(member.checkpoint / "architecture.json"), skeletons);
  for (const auto& original : originals) {
    auto& component = made.backbones.at(original.backbone).component;
    for (std::size_t i = 0; i < component.info->parameters.size(); ++i) {
      if (component.info->parameters[i].name == original.parameter)
        component.values.at(i) = original.file;
    }
  }
  return made;
}

std::unique_ptr<train::TrainedModel> trained_model(const TrainedRun& trained,
                                                   const host::Registry& registry,
                                                   const std::vector<Member>& members,
                                                   const train::PredictOptions& options) {
  SERHOST_CHECK(!members.empty());
  const TemporaryFolder skeletons("model");
  const auto made = made_from_own_files(trained, members.front(), skeletons.path());
  std::vector<fs::path> checkpoints;
  for (const auto& member : members) checkpoints.push_back(member.checkpoint);
  return std::make_unique<train::TrainedModel>(made, registry, checkpoints, options);
}

std::string words_of(const std::vector<Member>& members) {
  if (members.size() == 1)
    return "fold " + std::to_string(members.front().fold) + ", seed " +
           std::to_string(members.front().seed);
  const auto of = [&](const char* one, std::int64_t Member::* which) {
    const auto text = numbers(members, which);
    return one + std::string(text.find(',') == std::string::npos ? " " : "s ") + text;
  };
  return "the mean of " + std::to_string(members.size()) + " models: " + of("fold", &Member::fold) +
         "; " + of("seed", &Member::seed);
}

std::string identity_of(const TrainedRun& trained, const std::vector<Member>& members) {
  Sha256 hash;
  hash.add(trained.experiment.resolved + "\n");
  for (const auto& member : members) {
    for (const char* file : {"architecture.json", "model.safetensors", "state.json"})
      hash.add(sha256_of_file(member.checkpoint / file) + "\n");
  }
  return hash.hex();
}

}  // namespace serhost::app
