// The models of a run on the test parts of another experiment's data.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/run.hpp"
#include "app/trained_run.hpp"

namespace serhost::app {

struct EvaluateJob {
  std::filesystem::path model;           ///< the folder of a run
  std::filesystem::path experiment;      ///< whose data, labels and protocol count
  std::vector<std::string> overrides{};  ///< of it, "key=value"
  Chosen chosen{};
  std::optional<std::filesystem::path> folder{};  ///< runs/<name of the experiment> if not given
  std::string device = "auto";
  bool resume = false;
  std::function<bool()> stop{};  ///< asked between folds: Error(stopped)
  std::function<void()>
      started{};  ///< everything is checked; from now on there is something to save
};

/// The file of a run directory that says whose models were evaluated.
inline constexpr const char* kEvaluatedFile = "model.json";

/// [run] Leaves a run directory whose predictions are those of the run's models: of each seed the
/// mean of its folds, but for clips that a fold was trained on, which it does not hear. Throws
/// Error as run_experiment; Error(damaged) where no model is left for a clip, Error(config) where
/// model and data have no class in common or their tasks differ.
RunOutcome evaluate(const Session& session, const EvaluateJob& job, RunObserver& observer);

}  // namespace serhost::app
