// Trained models of one experiment, applied to audio that belongs to no experiment. One model, or
// the mean of several: folds and seeds.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/loading/loader.hpp"
#include "host/registry.hpp"
#include "train/audio_model.hpp"
#include "train/predict.hpp"

namespace serhost::train {

class TrainedModel final : public AudioModel {
 public:
  /// [run] `checkpoints` are those of folds and seeds of `trained`. Frozen weights that they share
  /// are held once. Throws Error(missing), Error(damaged), or Error(usage) where the model takes no
  /// audio, or answers that have no mean are asked of several.
  TrainedModel(const config::Experiment& trained, const host::Registry& registry,
               const std::vector<std::filesystem::path>& checkpoints,
               const PredictOptions& options = {});
  ~TrainedModel() override;
  TrainedModel(const TrainedModel&) = delete;
  TrainedModel& operator=(const TrainedModel&) = delete;

  std::size_t models() const;
  std::int64_t sample_rate() const override;
  std::int64_t shortest() const override;
  bool on_cpu() const;
  const std::vector<std::string>& classes() const override;

  std::int64_t parameters() const;  ///< of one of them

  /// The task's columns but those of truths.
  const std::vector<std::string>& columns() const override;

  std::vector<Answer> answer(data::LoadedBatch batch,
                             const std::vector<std::string>& names) override;
  std::vector<Answer> answer_each(data::LoadedBatch batch,
                                  const std::vector<std::string>& names) override;

  /// [run] Of clips of `manifest`, with what is true of them: all columns of the task. For
  /// a task of classes the manifest's are the model's.
  std::vector<Answer> evaluate(data::LoadedBatch batch, const data::Manifest& manifest,
                               const std::vector<std::size_t>& models);
  const std::vector<std::string>& all_columns() const;

 private:
  /// Once all models are made: of weights that are packed for products no second copy is kept.
  void free_what_training_needs();

  struct State;
  std::unique_ptr<State> state_;
};

/// The mean of what several models say of a clip: of every number; a `predicted` class is the one
/// of the largest mean probability, the first of equals. One answer stays as it is.
Answer mean_of(const std::vector<Answer>& answers, const std::vector<std::string>& columns);

}  // namespace serhost::train
