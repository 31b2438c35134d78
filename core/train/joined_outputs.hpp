// What the model says of a whole effective batch, of the clips of all processes: what a loss that
// needs the whole batch is taken over.
#pragma once

#include <vector>

#include "train/batch.hpp"
#include "train/collective.hpp"

namespace serhost::train {

/// The outputs of all clips as leaves of a new graph, in the order of the micro-batches and, in
/// each, of the clips.
struct JoinedOutputs {
  View view;  ///< without frames
  Targets targets;
  data::Batch clips;

  /// Whether the loss has a gradient with respect to them.
  bool have_gradient() const;
};

/// [run] From this process's part of each micro-batch, and that of the others. The views of parts
/// without clips are not read.
JoinedOutputs joined_outputs(Collective& all, const std::vector<View>& views,
                             const std::vector<const MicroBatch*>& micro,
                             const c10::Device& device);

/// Clips of a micro-batch in all processes.
std::size_t clips_of_all(const MicroBatch& micro);

}  // namespace serhost::train
