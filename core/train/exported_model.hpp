// A trained model in the terms of Transformers' sequence classification: whether it has any, its
// files, and what it says of a sound.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"
#include "train/predict.hpp"

namespace serhost::train {

/// Why a model of this experiment has no counterpart; empty where it may have one.
std::vector<std::string> reasons_against_export(const config::Experiment& experiment);

/// Throws Error(unavailable) with all reasons and what can be exported, where there are any.
void require_exportable(const std::filesystem::path& run, const std::vector<std::string>& reasons);

/// Of the run's model and of the exported one. Throws Error(unavailable) where they differ, or are
/// no numbers.
void require_same_answers(const std::filesystem::path& run, const std::vector<double>& own,
                          const std::vector<double>& exported);

class ExportedModel {
 public:
  /// [run] `made` makes the model of `checkpoint`; reasons_against_export has nothing against it.
  /// Throws what restored_model throws, and, naming `run`, as require_exportable where the model
  /// itself shows a reason.
  ExportedModel(const config::Experiment& made, const host::Registry& registry,
                const std::filesystem::path& run, const std::filesystem::path& checkpoint,
                const PredictOptions& options);
  ~ExportedModel();
  ExportedModel(const ExportedModel&) = delete;
  ExportedModel& operator=(const ExportedModel&) = delete;

  const std::vector<std::string>& classes() const;
  std::string architecture() const;  ///< "HubertForSequenceClassification"
  std::int64_t shortest() const;     ///< samples
  /// What is added to the variance of a waveform; Transformers' own where nothing is normalized.
  double normalize_epsilon() const;

  /// [run] config.json, preprocessor_config.json and model.safetensors.
  void write(const std::filesystem::path& folder) const;

  /// [run] The probability of each class, in full precision.
  std::vector<double> probabilities(const std::vector<float>& sound) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What Transformers adds to the variance of a waveform.
inline constexpr double kTransformersEpsilon = 1e-7;

}  // namespace serhost::train
