// Whether a plugin wrote into what it was given, which the host and other components use again.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "host/guard.hpp"

namespace serhost::model {

/// Goes by the count of in-place changes that autograd keeps of a tensor. Tensors of inference mode
/// have none and are taken on trust, as is what is written past LibTorch.
class Untouched {
 public:
  /// Undefined tensors are passed over.
  explicit Untouched(std::vector<std::pair<const char*, at::Tensor>> given);

  /// Throws PluginError where one of them has been changed in `call`.
  void require(const host::Callee& callee, const char* call) const;

 private:
  struct Given {
    const char* name;
    at::Tensor tensor;
    std::int64_t version;
  };
  std::vector<Given> given_;
};

}  // namespace serhost::model
