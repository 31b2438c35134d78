// Where training stands. Made by the host for each call, so that a resumed run sees the same.
//
//   const double weight = double(step.update) / double(step.updates);  // a ramp
//   const auto noise = torch::rand({n}, step.random);  // this component's own numbers
//   step.log("noise", noise.mean());
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <serhost/export.hpp>
#include <string>

namespace serhost {

/// Where training stands. [any]: a value.
struct SERHOST_API Step {
  /// From 0; how many there will be.
  std::int64_t epoch = 0, epochs = 1;
  /// Optimizer updates done, and how many there will be.
  std::int64_t update = 0, updates = 1;
  /// False: evaluation; dropout and masks are off.
  bool training = false;
  /// The component's own named stream, on the CPU; undefined only in tests that need none.
  at::Generator random;

  /// [run] A figure for history, TensorBoard and the report, averaged over the epoch.
  void log(const std::string& name, const at::Tensor& scalar) const {
    if (sink) sink(name, scalar);
  }
  std::function<void(const std::string&, const at::Tensor&)> sink;  ///< set by the host
};

}  // namespace serhost
