// Everything that a plugin can do to LibTorch's global state, and how it is told.
#pragma once

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/AutogradState.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

#include <cfenv>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace serhost::state::testing {

struct Change {
  std::string told;  ///< a part of the sentence
  std::function<void()> make;
};

/// Guards that are never let go, as a member of a plugin would hold them.
template <class Guard>
void leave_on() {
  static std::vector<std::unique_ptr<Guard>> kept;
  kept.push_back(std::make_unique<Guard>());
  kept.back().release();  // not let go at the end of the process either
}

inline std::vector<Change> changes() {
  auto& context = at::globalContext();
  return {
      {"gradient mode went from on to off", [] { c10::GradMode::set_enabled(false); }},
      {"gradient mode went from on to off", [] { leave_on<at::NoGradGuard>(); }},
      {"inference mode went from off to on", [] { leave_on<c10::InferenceMode>(); }},
      {"forward gradient mode went from on to off",
       [] { c10::AutogradState::get_tls_state().set_fw_grad_mode(false); }},
      {"autocast on the CPU went from off to on",
       [] { at::autocast::set_autocast_enabled(at::kCPU, true); }},
      {"autocast on the GPU went from off to on",
       [] { at::autocast::set_autocast_enabled(at::kCUDA, true); }},
      {"autocast's type on the CPU went from BFloat16 to Half",
       [] { at::autocast::set_autocast_dtype(at::kCPU, at::kHalf); }},
      {"autocast's cache went from on to off",
       [] { at::autocast::set_autocast_cache_enabled(false); }},
      {"rounding went from to the nearest to toward zero", [] { std::fesetround(FE_TOWARDZERO); }},
      {"floating-point control went from as usual to denormals are flushed to zero",
       [] { at::globalContext().setFlushDenormal(true); }},
      {"the default dtype went from Float to Double",
       [] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(at::kDouble)); }},
      {"the number of threads went from 2 to 1", [] { at::set_num_threads(1); }},
      {"deterministic algorithms went from on (with a warning) to off",
       [&] { context.setDeterministicAlgorithms(false, true); }},
      {"deterministic algorithms went from on (with a warning) to on (with an error)",
       [&] { context.setDeterministicAlgorithms(true, false); }},
      {"the filling of uninitialized memory went from off to on",
       [&] { context.setDeterministicFillUninitializedMemory(true); }},
      {"cuDNN went from on to off", [&] { context.setUserEnabledCuDNN(false); }},
      {"deterministic cuDNN went from on to off", [&] { context.setDeterministicCuDNN(false); }},
      {"cuDNN's benchmark went from off to on", [&] { context.setBenchmarkCuDNN(true); }},
      {"oneDNN went from on to off", [&] { context.setUserEnabledMkldnn(false); }},
      {"flash attention went from on to off", [&] { context.setSDPUseFlash(false); }},
      {"the precision of fp32 products on the GPU went from ieee to tf32",
       [&] { context.setFloat32MatmulPrecision("high"); }},
      {"the precision of fp32 convolutions on the GPU went from none to tf32",
       [&] { context.setAllowTF32CuDNN(true); }},
  };
}

/// As the host has it before a run.
inline void as_the_host() {
  auto& context = at::globalContext();
  context.setDeterministicAlgorithms(true, true);
  context.setDeterministicFillUninitializedMemory(false);
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);
  context.setAllowTF32CuDNN(false);
  context.setAllowTF32CuBLAS(false);
  at::set_num_threads(2);
}

}  // namespace serhost::state::testing
