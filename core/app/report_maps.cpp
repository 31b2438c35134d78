// Computes maps from checkpoints. The run's resolved experiment says where its corpus and weights
// are.
#include "app/report_maps.hpp"

#include <numeric>
#include <set>

#include "app/experiment_check.hpp"
#include "config/load.hpp"
#include "config/task_info.hpp"
#include "report/maps.hpp"
#include "train/checkpoint_files.hpp"
#include "train/predict.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

struct Kept {
  fs::path run, checkpoint;
  std::int64_t fold = 1, seed = 0;
};

Kept kept_checkpoint(const run::EvaluatedRun& system) {
  for (const auto& folder : system.folders) {
    for (const auto& result : system.run.results) {
      const auto checkpoint = train::checkpoint_folder(folder, result.fold, result.seed);
      if (fs::exists(checkpoint / "model.safetensors"))
        return {folder, checkpoint, result.fold, result.seed};
    }
  }
  throw Error(Exit::missing,
              system.folders.front().string() +
                  ": has no checkpoint for a map; run it with train.checkpoints = \"best\"");
}

}  // namespace

std::string why_no_map(const std::string& task) {
  if (config::hears_dialogues(task))
    return "no map for this task, whose model hears what was said before a clip";
  if (task == "pretrain") return "no map for this task, whose model has no head";
  return "";
}

report::Section maps_of(const Session& session, const run::EvaluatedRun& system,
                        const std::string& name, RunObserver& observer,
                        const report::ChartOptions& options) {
  const auto kept = kept_checkpoint(system);
  Faults faults;
  const auto registry = registry_of(session);
  const auto experiment = config::load(kept.run / "resolved.toml", {}, registry, faults);
  faults.throw_if_any();
  const auto manifest = data::build_manifest(experiment, registry, faults);
  faults.throw_if_any();
  std::vector<std::size_t> clips(manifest.clips.size());
  std::iota(clips.begin(), clips.end(), std::size_t{0});

  train::PredictOptions predict;
  predict.threads = session.threads;
  predict.progress = [&](const Progress& progress) { observer.progress(progress); };
  const auto found =
      train::represent(experiment, registry, kept.checkpoint, manifest, clips, predict);

  std::set<std::string> tested;
  for (const auto& seed : system.seeds) {
    for (std::size_t i = 0; seed.seed == kept.seed && i < seed.clips.size(); ++i) {
      if (seed.folds[i] == kept.fold) tested.insert(seed.clips[i]);
    }
  }
  std::vector<report::MappedClip> mapped;
  for (const auto i : found.clips) {
    const auto& clip = manifest.clips[i];
    const auto emotion = clip.label >= 0 ? manifest.classes[static_cast<std::size_t>(clip.label)]
                                         : std::string("none");
    mapped.push_back({clip.utterance.key, emotion, clip.utterance.speaker.value_or(""),
                      tested.contains(clip.utterance.key)});
  }
  return report::map_section(
      name + " (fold " + std::to_string(kept.fold) + ", seed " + std::to_string(kept.seed) + ")",
      mapped, found.values, found.width, options);
}

}  // namespace serhost::app
