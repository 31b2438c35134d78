// Global state of LibTorch in checks.
#include "testing/torch_global_state.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/equal.h>
#include <torch/cuda.h>

#include <mutex>

namespace serhost::conformance {
namespace {

/// The number of threads is a part of what is compared from here on.
state::GlobalState with_threads() {
  state::count_threads();
  return state::GlobalState::now();
}

}  // namespace

TorchGlobalState::TorchGlobalState() : before_(with_threads()) {}

void TorchGlobalState::expect_same(Verdict& verdict) const {
  const auto changed = before_.put_right();
  verdict.expect(changed.empty(), changed);
}

void seed_default_generator(std::uint64_t seed) { state::seed_default_generators(seed); }

bool draws_from_default_generator(const std::function<void()>& work) {
  auto random = at::globalContext().defaultGenerator(at::kCPU);
  const auto before = random.get_state();
  work();
  return !at::equal(before, random.get_state());
}

bool gpu_is_there() { return torch::cuda::is_available(); }

}  // namespace serhost::conformance
