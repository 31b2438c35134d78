// A model that audio is given to, whichever kind it is: those of a run, or a published one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "app/trained_run.hpp"
#include "data/loading/loader.hpp"
#include "train/audio_model.hpp"

namespace serhost::app {

struct OpenedModel {
  std::unique_ptr<train::AudioModel> model;
  std::optional<TrainedRun> trained;  ///< absent of a published model
  config::TrainTable rules{};         ///< how clips are cut, padded and put together
};

/// Throws Error(missing) where there is nothing: before the audio is looked at.
void require_model(const std::filesystem::path& path);

/// [run] `path`: the folder of a run, or a published model with its head. Throws what
/// `require_model` does, and UsageError where `chosen` names a fold of a published model.
OpenedModel open_model(const std::filesystem::path& path, const Chosen& chosen,
                       const host::Registry& registry, const train::PredictOptions& options);

/// How the model's clips are read: as a run reads those that it tests.
data::LoadOptions load_options(const train::AudioModel& model, const config::TrainTable& rules,
                               int threads);
data::LoadOptions load_options(std::int64_t sample_rate, std::int64_t shortest,
                               const config::TrainTable& rules, int threads);

}  // namespace serhost::app
