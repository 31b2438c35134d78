// Lists the GPUs, as text.
#include <ATen/Context.h>
#include <torch/cuda.h>

#include "train/run.hpp"

namespace serhost::train {

std::string gpu_summary() {
  const auto count = torch::cuda::device_count();
  if (count == 0)
    return at::hasCUDA() ? "none is visible to this process"
                         : "none (this LibTorch has no CUDA, or finds no driver)";
  return std::to_string(count) + (count == 1 ? " CUDA device" : " CUDA devices");
}

}  // namespace serhost::train
