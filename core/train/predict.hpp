// A trained model from its checkpoint, applied to clips: what `evaluate` and `predict` do.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "host/registry.hpp"
#include "run/events.hpp"

namespace serhost::train {

/// What a checkpoint folder says of itself.
struct CheckpointFacts {
  std::vector<std::string> classes;
  std::vector<std::int64_t> train_counts;
  std::vector<data::RatedDimension> dimensions{};
  std::int64_t fold = 1, seed = 0, epoch = 0;
  std::string resolved;  ///< the experiment it was trained by, as TOML
};

/// Of `…/fold-F/seed-S/best` (or `last`), whose files are checked (checkpoint_files.hpp finds that
/// of a fold and seed). Throws Error(missing), or Error(damaged) that names the file.
CheckpointFacts read_checkpoint_facts(const std::filesystem::path& checkpoint);

struct PredictOptions {
  std::string device = "auto";
  int threads = 0;  ///< of LibTorch; 0: as many as cores
  std::function<void(const Progress&)> progress;
  std::function<void(const std::string&)> log;  ///< [any] lines of the plugins
};

/// [run] `trained` is the experiment of the checkpoint, made from its `resolved` text or the run's
/// own file. Probabilities are in the order of the checkpoint's classes; `truth` is the manifest's
/// label, -1 where a clip has none. In the order of the clips' indices. Throws Error(config) for a
/// model that hears dialogues.
std::vector<Prediction> predict(const config::Experiment& trained, const host::Registry& registry,
                                const std::filesystem::path& checkpoint,
                                const data::Manifest& manifest,
                                const std::vector<std::size_t>& clips,
                                const PredictOptions& options = {});

/// What the first layer of the head makes of clips, after pooling over frames: after its
/// activation, without dropout. The pooled frames where the head has no hidden layer.
struct Representations {
  std::vector<std::size_t> clips;  ///< ascending
  std::size_t width = 0;
  std::vector<float> values;  ///< [n, width] row by row
};

/// [run] As `predict`, of a model whose head is cut after its first layer.
Representations represent(const config::Experiment& trained, const host::Registry& registry,
                          const std::filesystem::path& checkpoint, const data::Manifest& manifest,
                          const std::vector<std::size_t>& clips,
                          const PredictOptions& options = {});

}  // namespace serhost::train
