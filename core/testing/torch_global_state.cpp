// Global state of LibTorch.
#include "testing/torch_global_state.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <c10/core/DefaultDtype.h>
#include <torch/cuda.h>

#include <mutex>

namespace serhost::conformance {
namespace {

int default_type() { return static_cast<int>(c10::get_default_dtype_as_scalartype()); }

}  // namespace

TorchGlobalState::TorchGlobalState()
    : threads_(at::get_num_threads()),
      default_type_(default_type()),
      deterministic_(at::globalContext().deterministicAlgorithms()),
      gradients_(at::GradMode::is_enabled()) {}

void TorchGlobalState::expect_same(Verdict& verdict) const {
  verdict.expect(at::get_num_threads() == threads_, "the number of threads went from " +
                                                        std::to_string(threads_) + " to " +
                                                        std::to_string(at::get_num_threads()));
  verdict.expect(default_type() == default_type_, "the default dtype was changed");
  verdict.expect(at::globalContext().deterministicAlgorithms() == deterministic_,
                 "deterministic algorithms were switched");
  verdict.expect(
      at::GradMode::is_enabled() == gradients_,
      "gradients were switched " + std::string(gradients_ ? "off" : "on") + " and left so");
}

void seed_default_generator(std::uint64_t seed) {
  auto random = at::globalContext().defaultGenerator(at::kCPU);
  random.set_current_seed(seed);
}

bool draws_from_default_generator(const std::function<void()>& work) {
  auto random = at::globalContext().defaultGenerator(at::kCPU);
  const auto before = random.get_state();
  work();
  return !at::equal(before, random.get_state());
}

bool gpu_is_there() { return torch::cuda::is_available(); }

}  // namespace serhost::conformance
