// Device choice, determinism, allocator.
#include "train/device.hpp"

#include <charconv>
#include <chrono>
#include <climits>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/DefaultDtype.h>
#include <torch/cuda.h>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "state/global_state.hpp"
#include "state/watch.hpp"
#include "train/run.hpp"

namespace serhost::train {

c10::Device choose_device(const std::string& wanted) {
  const auto gpus = static_cast<int>(torch::cuda::device_count());
  if (wanted == "cpu") return c10::Device(c10::kCPU);
  if (wanted == "auto") return gpus > 0 ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
  int index = 0;
  if (wanted != "cuda") {
    const std::string_view number = std::string_view(wanted).starts_with("cuda:")
                                        ? std::string_view(wanted).substr(5)
                                        : std::string_view();
    const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), index);
    if (number.empty() || fault != std::errc() || end != number.data() + number.size() ||
        index < 0) {
      throw UsageError("no device '" + wanted + "'; known: auto, cpu, cuda, cuda:N");
    }
  }
  if (gpus == 0) {
    const std::string reason = at::hasCUDA() ? "no GPU is visible to this process"
                                             : "this LibTorch has no CUDA, or finds no driver";
    throw Error(Exit::unavailable, "device '" + wanted + "' is not available: " + reason +
                                       "; use --device cpu, or device = \"auto\" under [train]");
  }
  if (index >= gpus) {
    throw Error(Exit::unavailable,
                "device '" + wanted + "' is not available: there " +
                    (gpus == 1 ? std::string("is 1 GPU, cuda:0")
                               : "are " + std::to_string(gpus) +
                                     " GPUs, cuda:0 to cuda:" + std::to_string(gpus - 1)));
  }
  return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

c10::Device choose_device(const config::TrainTable& train, const std::string& instead) {
  const bool own = instead == "auto" || instead == train.device;
  try {
    return choose_device(own ? train.device : instead);
  } catch (const Error& error) {
    if (!own || train.device_place.line == 0) throw;  // as --device or -s, which name it themselves
    throw Error(error.exit(), train.device_place.text() + ": train.device: " + error.what());
  }
}

std::string text_of(const c10::Device& device) { return device.str(); }

void prepare_torch(int threads) {
  // cuBLAS is deterministic only with a fixed workspace, chosen before its first call.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
  auto& context = at::globalContext();
  context.setDeterministicAlgorithms(true, /*warn_only=*/true);
  context.setDeterministicFillUninitializedMemory(false);  // would write every new tensor twice
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);
  context.setAllowTF32CuDNN(false);  // fp32 means fp32: TF32 has 10 bits
  context.setAllowTF32CuBLAS(false);
  c10::set_default_dtype(c10::scalarTypeToTypeMeta(c10::kFloat));
  at::set_num_threads(threads_to_use(threads));
  state::count_threads();
  state::watch_calls();
}

std::string prepare(const std::string& device, int threads) {
  prepare_torch(threads);
  return text_of(choose_device(device));
}

void keep_few_products() { ::setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", 0); }

void tune_allocator() {
#ifdef __GLIBC__
  // Larger blocks are cut from no heap: small pieces between them would leave holes that fit none
  // of the next batch's, and a run would hold twice what it needs.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 256 << 20);
#endif
}

void give_memory_back() {
#ifdef __GLIBC__
  static auto before = std::chrono::steady_clock::now();
  const auto now = std::chrono::steady_clock::now();
  if (now - before < std::chrono::seconds(10)) return;
  before = now;
  malloc_trim(0);
#endif
}

}  // namespace serhost::train
