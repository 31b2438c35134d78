// The processes that train one model together.
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::train {

/// One process alone, which has nothing to exchange. Several are a class derived from this one.
struct Collective {
  Collective() = default;
  Collective(int rank_of_this, int processes) : rank(rank_of_this), size(processes) {}
  virtual ~Collective() = default;
  Collective(const Collective&) = delete;
  Collective& operator=(const Collective&) = delete;

  /// [run] Replaces a tensor by its sum over all processes, the same bits in each. All call it in
  /// the same order with tensors of the same shape and type. Not called where `size` is 1.
  virtual void all_reduce(at::Tensor& /*values*/) {}

  const int rank = 0;  ///< of this process, from 0
  const int size = 1;  ///< processes
};

}  // namespace serhost::train
