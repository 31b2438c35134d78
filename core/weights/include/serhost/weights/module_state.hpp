// A module's parameters and buffers as named tensors, and back.
//
//   weights::write_safetensors("own.safetensors", weights::state_of(module));
//   weights::load_into(module, weights::read_safetensors("own.safetensors"));
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/weights/safetensors.hpp>
#include <string>
#include <vector>

namespace torch::nn {
class Module;
}

namespace serhost::weights {

/// [run] Every parameter and buffer by its full name ("layers.0.weight"), detached, sharing the
/// module's memory.
Tensors state_of(const torch::nn::Module& module);

/// What `load_into` may leave alone.
struct LoadOptions {
  std::string source = {};  ///< named in errors: the file the tensors are from
  /// Names of `tensors` that begin with one of these are left out.
  std::vector<std::string> ignore = {};
  /// Names of the module that begin with one of these may be absent.
  std::vector<std::string> may_miss = {};
};

/// [run] Copies `tensors` into the module, to its devices and dtypes. Nothing is copied unless all
/// fits: an Error(damaged) lists every missing and unexpected name and every shape that differs.
void load_into(torch::nn::Module& module, const Tensors& tensors, const LoadOptions& options = {});

}  // namespace serhost::weights
