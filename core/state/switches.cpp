// The table of switches.
#include "state/switches.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/AutogradState.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <array>

#include "state/floating_point.hpp"

namespace serhost::state {
namespace {

using Of = Switch::Of;

std::string on_or_off(std::int64_t value) { return value != 0 ? "on" : "off"; }
std::string as_number(std::int64_t value) { return std::to_string(value); }
std::string as_type(std::int64_t value) {
  return c10::toString(static_cast<c10::ScalarType>(value));
}

at::Context& context() { return at::globalContext(); }

/// "gradient mode", "inference mode": fields of one value of the thread.
template <bool (c10::AutogradState::*kGet)() const, void (c10::AutogradState::*kSet)(bool)>
Switch of_autograd(const char* name) {
  return {name, Of::thread,
          [] { return std::int64_t{(c10::AutogradState::get_tls_state().*kGet)()}; },
          [](std::int64_t value) {
            auto state = c10::AutogradState::get_tls_state();
            (state.*kSet)(value != 0);
            c10::AutogradState::set_tls_state(state);
          },
          on_or_off};
}

template <bool (at::Context::*kGet)() const, void (at::Context::*kSet)(bool)>
Switch of_context(const char* name) {
  return {name, Of::process, [] { return std::int64_t{(context().*kGet)()}; },
          [](std::int64_t value) { (context().*kSet)(value != 0); }, on_or_off};
}

/// TF32 and its like: fp32 that is less. The older functions refuse to answer where backends
/// differ.
template <at::Float32Backend kBackend, at::Float32Op kOp>
Switch of_fp32(const char* name) {
  return {name, Of::process,
          [] { return static_cast<std::int64_t>(context().float32Precision(kBackend, kOp)); },
          [](std::int64_t value) {
            const auto wanted = static_cast<at::Float32Precision>(value);
            // The older setting stands beside the new one and must agree with it.
            if (kBackend == at::Float32Backend::CUDA && kOp == at::Float32Op::MATMUL)
              context().setAllowTF32CuBLAS(wanted == at::Float32Precision::TF32);
            if (context().float32Precision(kBackend, kOp) != wanted)
              context().setFloat32Precision(kBackend, kOp, wanted);
          },
          [](std::int64_t value) {
            return at::precision2str(static_cast<at::Float32Precision>(value));
          }};
}

template <c10::DeviceType kDevice>
Switch autocast_of(const char* name) {
  return {name, Of::thread, [] { return std::int64_t{at::autocast::is_autocast_enabled(kDevice)}; },
          [](std::int64_t value) { at::autocast::set_autocast_enabled(kDevice, value != 0); },
          on_or_off};
}

template <c10::DeviceType kDevice>
Switch autocast_type_of(const char* name) {
  return {name, Of::thread,
          [] { return static_cast<std::int64_t>(at::autocast::get_autocast_dtype(kDevice)); },
          [](std::int64_t value) {
            at::autocast::set_autocast_dtype(kDevice, static_cast<c10::ScalarType>(value));
          },
          as_type};
}

/// Which kinds of kernels a thread calls: what inference mode, autocast and tracing come down to.
template <bool kIncluded>
Switch dispatch_keys(const char* name) {
  return {
      name, Of::thread,
      [] {
        const auto keys = c10::impl::tls_local_dispatch_key_set();
        return static_cast<std::int64_t>((kIncluded ? keys.included_ : keys.excluded_).raw_repr());
      },
      [](std::int64_t value) {
        auto keys = c10::impl::tls_local_dispatch_key_set();
        (kIncluded ? keys.included_ : keys.excluded_) =
            c10::DispatchKeySet(c10::DispatchKeySet::RAW, static_cast<std::uint64_t>(value));
        c10::impl::_force_tls_local_dispatch_key_set(keys);
      },
      nullptr};
}

Switch default_type() {
  return {"the default dtype", Of::process,
          [] { return static_cast<std::int64_t>(c10::get_default_dtype_as_scalartype()); },
          [](std::int64_t value) {
            c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(value)));
          },
          as_type};
}

Switch threads() {
  return {"the number of threads", Of::worker, [] { return std::int64_t{at::get_num_threads()}; },
          [](std::int64_t value) { at::set_num_threads(static_cast<int>(value)); }, as_number};
}

Switch deterministic() {
  return {"deterministic algorithms", Of::process,
          [] {
            return std::int64_t{context().deterministicAlgorithms()} +
                   (context().deterministicAlgorithmsWarnOnly() ? 2 : 0);
          },
          [](std::int64_t value) {
            context().setDeterministicAlgorithms((value & 1) != 0, (value & 2) != 0);
          },
          [](std::int64_t value) {
            return std::string((value & 1) == 0   ? "off"
                               : (value & 2) != 0 ? "on (with a warning)"
                                                  : "on (with an error)");
          }};
}

using at::Context;
using at::Float32Backend;
using at::Float32Op;
using c10::AutogradState;

const std::array kSwitches = {
    of_autograd<&AutogradState::get_grad_mode, &AutogradState::set_grad_mode>("gradient mode"),
    of_autograd<&AutogradState::get_inference_mode, &AutogradState::set_inference_mode>(
        "inference mode"),
    of_autograd<&AutogradState::get_fw_grad_mode, &AutogradState::set_fw_grad_mode>(
        "forward gradient mode"),
    autocast_of<c10::kCPU>("autocast on the CPU"),
    autocast_of<c10::kCUDA>("autocast on the GPU"),
    autocast_type_of<c10::kCPU>("autocast's type on the CPU"),
    autocast_type_of<c10::kCUDA>("autocast's type on the GPU"),
    Switch{"autocast's cache", Of::thread,
           [] { return std::int64_t{at::autocast::is_autocast_cache_enabled()}; },
           [](std::int64_t value) { at::autocast::set_autocast_cache_enabled(value != 0); },
           on_or_off},
    dispatch_keys<true>("the included dispatch keys"),
    dispatch_keys<false>("the excluded dispatch keys"),
    Switch{"rounding", Of::thread, rounding_mode, set_rounding_mode,
           [](std::int64_t value) { return std::string(name_of_rounding(value)); }},
    Switch{"the vector unit's floating-point control", Of::thread, vector_control,
           set_vector_control,
           [](std::int64_t value) { return std::string(name_of_vector_control(value)); }},
    default_type(),
    threads(),
    deterministic(),
    of_context<&Context::deterministicFillUninitializedMemory,
               &Context::setDeterministicFillUninitializedMemory>(
        "the filling of uninitialized memory"),
    of_context<&Context::userEnabledCuDNN, &Context::setUserEnabledCuDNN>("cuDNN"),
    of_context<&Context::deterministicCuDNN, &Context::setDeterministicCuDNN>(
        "deterministic cuDNN"),
    of_context<&Context::benchmarkCuDNN, &Context::setBenchmarkCuDNN>("cuDNN's benchmark"),
    of_context<&Context::userEnabledMkldnn, &Context::setUserEnabledMkldnn>("oneDNN"),
    of_context<&Context::deterministicMkldnn, &Context::setDeterministicMkldnn>(
        "deterministic oneDNN"),
    of_context<&Context::userEnabledNNPACK, &Context::setUserEnabledNNPACK>("NNPACK"),
    of_context<&Context::userEnabledFlashSDP, &Context::setSDPUseFlash>("flash attention"),
    of_context<&Context::userEnabledMemEfficientSDP, &Context::setSDPUseMemEfficient>(
        "memory-efficient attention"),
    of_context<&Context::userEnabledMathSDP, &Context::setSDPUseMath>("plain attention"),
    of_context<&Context::userEnabledCuDNNSDP, &Context::setSDPUseCuDNN>("cuDNN's attention"),
    of_context<&Context::allowFP16ReductionCPU, &Context::setAllowFP16ReductionCPU>("sums in fp16"),
    of_fp32<Float32Backend::GENERIC, Float32Op::ALL>("the precision of fp32"),
    of_fp32<Float32Backend::CUDA, Float32Op::ALL>("the precision of fp32 on the GPU"),
    of_fp32<Float32Backend::CUDA, Float32Op::MATMUL>("the precision of fp32 products on the GPU"),
    of_fp32<Float32Backend::CUDA, Float32Op::CONV>("the precision of fp32 convolutions on the GPU"),
    of_fp32<Float32Backend::CUDA, Float32Op::RNN>("the precision of fp32 recurrences on the GPU"),
    of_fp32<Float32Backend::MKLDNN, Float32Op::ALL>("the precision of fp32 in oneDNN"),
    of_fp32<Float32Backend::MKLDNN, Float32Op::MATMUL>("the precision of fp32 products in oneDNN"),
    of_fp32<Float32Backend::MKLDNN, Float32Op::CONV>(
        "the precision of fp32 convolutions in oneDNN"),
    of_fp32<Float32Backend::MKLDNN, Float32Op::RNN>("the precision of fp32 recurrences in oneDNN"),
};
static_assert(kSwitches.size() <= kMostSwitches);

}  // namespace

std::span<const Switch> switches() { return kSwitches; }

}  // namespace serhost::state
