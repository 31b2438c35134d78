// A model as a checkpoint holds it: made by an experiment, with the weights of one fold and seed.
#pragma once

#include <c10/core/Device.h>

#include <filesystem>
#include <functional>
#include <serhost/weights/safetensors.hpp>

#include "train/composition.hpp"
#include "train/predict.hpp"

namespace serhost::train {

struct Restored {
  CheckpointFacts facts;
  FoldTask task;
  c10::Device device;
  std::string frozen;  ///< hash of the frozen weights; "" where nothing is frozen
  Composition composition;
};

/// Brings the trained weights of a checkpoint into a model.
using RestoreWeights = std::function<void(Composition&, const weights::Tensors&)>;

/// [run] Prepares LibTorch and makes the model of `checkpoint` on the device that `options` or the
/// experiment names. Where `same` has the same frozen weights their memory is shared. Throws
/// Error(missing), or Error(damaged) where the checkpoint does not fit the model.
Restored restored_model(const config::Experiment& made, const host::Registry& registry,
                        const std::filesystem::path& checkpoint, const PredictOptions& options,
                        const RestoreWeights& restore, const Restored* same = nullptr);

}  // namespace serhost::train
