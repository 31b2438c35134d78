// The texts of LibTorch 2, of the C++ library and of the system. oneDNN does not tell why it made
// nothing: there the system is asked for memory.
#include "base/memory_fault.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace serhost {
namespace {

/// Whether less can be had than a computation that has just given back what it held would take.
bool memory_is_short() {
  constexpr std::size_t kBytes = std::size_t{1} << 31;
  void* const at = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) return true;
  ::munmap(at, kBytes);
  return false;
}

}  // namespace

bool means_out_of_memory(std::string_view what) {
  constexpr std::array<std::string_view, 6> kTexts = {
      "an't allocate memory", "annot allocate memory",      "not enough memory",
      "ut of memory",         "CUBLAS_STATUS_ALLOC_FAILED", "bad_alloc"};
  constexpr std::array<std::string_view, 2> kDoubtful = {"could not create a",
                                                         "could not execute a primitive"};
  const auto among = [&](const auto& texts) {
    return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
      return what.find(text) != std::string_view::npos;
    });
  };
  return among(kTexts) || (among(kDoubtful) && memory_is_short());
}

std::string out_of_memory(std::string_view what) {
  return "not enough memory: " + std::string(what.substr(0, what.find('\n'))) +
         "; in training a smaller train.batch_size needs less (train.accumulate then keeps the "
         "size "
         "of an update), and so do shorter clips (train.max_seconds) and a smaller model";
}

}  // namespace serhost
