// What a component must leave as it was, as checks say it; state/ keeps and compares it.
#pragma once

#include <cstdint>
#include <functional>

#include "state/global_state.hpp"
#include "testing/finding.hpp"

namespace serhost::conformance {

class TorchGlobalState {
 public:
  TorchGlobalState();                ///< notes how all switches stand
  void expect_same(Verdict&) const;  ///< fails where any stands otherwise now, and puts it right

 private:
  state::GlobalState before_;
};

/// Seeds LibTorch's default generator, as the host does before a component is made and before every
/// batch.
void seed_default_generator(std::uint64_t seed);

/// Whether `work` draws from LibTorch's default generator, or seeds it.
bool draws_from_default_generator(const std::function<void()>& work);

/// A GPU can be used.
bool gpu_is_there();

}  // namespace serhost::conformance
