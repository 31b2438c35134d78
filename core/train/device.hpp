// Where the numbers are computed, and the process-wide switches that make them the same every time.
#pragma once

#include <c10/core/Device.h>

#include <string>

#include "config/experiment.hpp"

namespace serhost::train {

/// "auto" (the first GPU, else the CPU), "cpu", "cuda" or "cuda:N". Throws Error(unavailable) with
/// the reason.
c10::Device choose_device(const std::string& wanted);

/// The same of an experiment, whose file and line begin the message; `instead` where it is not
/// "auto".
c10::Device choose_device(const config::TrainTable& train, const std::string& instead);

/// "cpu" or "cuda:0".
std::string text_of(const c10::Device& device);

/// [run] Deterministic kernels wherever there are any, a warning where there are none; `threads`
/// for LibTorch, 0: as many as cores. From here on a call into a plugin that leaves LibTorch's
/// global state otherwise is an error (state/watch.hpp).
void prepare_torch(int threads);

/// [run] Between epochs: clips of mixed length leave the allocator with holes that fit none of the
/// next batches, and what the process holds would creep up for many epochs. At most every ten
/// seconds, since the memory must be had again.
void give_memory_back();

}  // namespace serhost::train
