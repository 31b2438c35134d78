// The processes that train one model together.
#pragma once

#include <ATen/core/Tensor.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace serhost::distributed {

using TensorList = std::vector<at::Tensor>;

/// One process alone, which has nothing to exchange. Several are a class derived from this one.
/// [run] All processes make the same calls in the same order. Where another one has gone, calls
/// throw Error that names it.
struct Collective {
  Collective() = default;
  Collective(int rank_of_this, int processes) : rank(rank_of_this), size(processes) {}
  virtual ~Collective() = default;
  Collective(const Collective&) = delete;
  Collective& operator=(const Collective&) = delete;

  /// Replaces a tensor by its sum over all processes, the same bits in each; of the same shape and
  /// type in all. Not called where `size` is 1.
  virtual void all_reduce(at::Tensor& /*values*/) {}

  /// Replaces a tensor, of the same shape and type in all, by that of rank 0.
  virtual void broadcast(at::Tensor& /*values*/) {}

  /// What every process gives, by rank; lists, shapes and types may differ. Tensors come back
  /// detached, on the CPU; one that is not defined, as such.
  virtual std::vector<TensorList> all_gather(const TensorList& mine) { return {mine}; }

  /// Why another process has ended the job, after waiting so long for the news.
  virtual std::optional<Error> ended(std::chrono::milliseconds /*wait*/) { return std::nullopt; }

  /// Tells the others that this process ends in an error, and why. No call comes after it.
  virtual void fail(const Error& /*error*/) {}

  const int rank = 0;  ///< of this process, from 0
  const int size = 1;  ///< processes
};

}  // namespace serhost::distributed
