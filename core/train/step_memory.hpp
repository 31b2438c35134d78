// What a training step needs beside weights and optimizer: outputs of layers that its backward pass
// wants, and its scratch. Steps of made-up clips are tried out, few at first; LibTorch's allocator
// counts. What would take long is not tried, but follows from the last two: the need of a batch
// grows by the same with each clip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "host/registry.hpp"

namespace serhost::train {

struct StepMemory {
  double batch = 0.0;     ///< bytes at the worst moment of a step
  double prefix = 0.0;    ///< bytes to compute the frozen part for a clip, which is done before
  std::size_t tried = 0;  ///< clips of the batch that were tried; the others were added
};

/// [run] Of a batch whose clips last `seconds`, the longest that there is. `cached`: the frozen
/// part of the model is computed once, before training. nullopt for a model that takes features
/// or dialogues, whose lengths are not known, where no step is made, and on another device than the
/// CPU. Throws Error as smoke_test.
std::optional<StepMemory> step_memory(const config::Experiment& experiment,
                                      const host::Registry& registry, const data::Manifest& known,
                                      std::vector<double> seconds, bool cached,
                                      const std::string& device_text, int threads,
                                      double patience = 2.0);

/// Bytes that are built in, or that the control group of this process may take.
std::uint64_t memory_of_machine();

}  // namespace serhost::train
