// LibTorch's global state, which no component may change: the next component, and the next run,
// would see it.
#pragma once

#include <cstdint>

#include "testing/finding.hpp"

namespace serhost::conformance {

class TorchGlobalState {
 public:
  TorchGlobalState();                ///< notes how they stand
  void expect_same(Verdict&) const;  ///< fails for each that stands otherwise now

 private:
  int threads_;
  int default_type_;
  bool deterministic_, gradients_;
};

/// Seeds LibTorch's default generator, as the host does before a component is made and before every
/// batch.
void seed_default_generator(std::uint64_t seed);

/// Whether `work` draws from LibTorch's default generator, or seeds it.
bool draws_from_default_generator(const std::function<void()>& work);

/// A GPU can be used.
bool gpu_is_there();

}  // namespace serhost::conformance
