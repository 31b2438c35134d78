// The texts of LibTorch 2 and of the C++ library.
#include "base/memory_fault.hpp"

#include <algorithm>
#include <array>

namespace serhost {

bool means_out_of_memory(std::string_view what) {
  constexpr std::array<std::string_view, 6> kTexts = {"DefaultCPUAllocator: can't allocate memory",
                                                      "DefaultCPUAllocator: not enough memory",
                                                      "CUDA out of memory",
                                                      "CUDA error: out of memory",
                                                      "CUBLAS_STATUS_ALLOC_FAILED",
                                                      "std::bad_alloc"};
  return std::any_of(kTexts.begin(), kTexts.end(), [&](std::string_view text) {
    return what.find(text) != std::string_view::npos;
  });
}

std::string out_of_memory(std::string_view what) {
  return "not enough memory: " + std::string(what.substr(0, what.find('\n'))) +
         "; in training a smaller train.batch_size needs less (train.accumulate then keeps the "
         "size "
         "of an update), and so do shorter clips (train.max_seconds) and a smaller model";
}

}  // namespace serhost
