// What the model says of a list of clips: in eval mode, without a graph, the same whatever the
// batches are.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "run/events.hpp"
#include "train/backward.hpp"

namespace serhost::train {

struct Evaluation {
  std::unique_ptr<tasks::Evaluator> scores;  ///< rows and metrics
  double loss = 0.0;  ///< weighted mean, or the whole-batch loss over all clips; 0 unless asked for
  double model_seconds = 0.0;
};

/// [run] Puts the model into eval mode and leaves it there. Of several processes each evaluates the
/// batches of its loader, dealt out as slices.hpp says; all get the same evaluation of all clips,
/// that of one process. `each` hears in all of them how many clips are done after every batch.
/// Throws Error(failed) naming clips whose scores are not finite.
Evaluation evaluate(const TrainContext& context, data::Loader& loader, const Position& position,
                    bool with_loss, const std::function<void(std::size_t)>& each = {});

/// The rows of a test part, in the order of the clips' indices.
std::vector<Prediction> predictions_of(const Evaluation& evaluation, const data::Manifest& manifest,
                                       std::int64_t fold, std::int64_t seed);

}  // namespace serhost::train
