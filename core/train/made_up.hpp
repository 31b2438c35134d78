// Clips that do not exist, for trying an experiment's model before there is data.
#pragma once

#include <c10/core/Device.h>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "host/registry.hpp"
#include "train/composition.hpp"

namespace serhost::train {

/// [run] Model and loss of an experiment on `device`, for a fold with ten clips of each class. Of
/// `known` the task's classes and dimensions count, not the clips.
struct MadeUp {
  MadeUp(const config::Experiment& experiment, const host::Registry& registry,
         const data::Manifest& known, const c10::Device& device);

  /// Of so many clips, each of another speaker, on the device.
  Targets targets(std::int64_t clips) const;

  FoldTask task;
  Composition composition;
  c10::Device device;
};

/// Noise, [B, samples] or [B, frames, width] where the model takes features, with zeros behind the
/// clips that are shorter than the longest.
Sequence noise_of(const model::Chain& chain, const std::vector<std::int64_t>& lengths,
                  const c10::Device& device);

}  // namespace serhost::train
