// Where training stands. Made by the host for each call, so that a resumed run sees the same.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <serhost/export.hpp>
#include <string>

namespace serhost {

struct SERHOST_API Step {
  std::int64_t epoch = 0, epochs = 1;    ///< from 0; how many there will be
  std::int64_t update = 0, updates = 1;  ///< optimizer updates done, and how many there will be
  bool training = false;
  at::Generator random;  ///< the component's own named stream, on the CPU; undefined only in tests
                         ///< that need none

  /// [run] A figure for history, TensorBoard and the report, averaged over the epoch.
  void log(const std::string& name, const at::Tensor& scalar) const {
    if (sink) sink(name, scalar);
  }
  std::function<void(const std::string&, const at::Tensor&)> sink;  ///< set by the host
};

}  // namespace serhost
