// A constant of a front end that follows the data from device to device. It is no buffer: it is in
// no checkpoint, and casting a module to half precision leaves it in fp32.
//
//   nn::Constant window_{at::hann_window(400)};  // a member of a module
//   ...
//   const auto framed = frames * window_.on(frames.device());
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::nn {

/// [run] fp32.
class Constant {
 public:
  Constant() = default;
  /// A copy of `value` in fp32.
  explicit Constant(const at::Tensor& value) : value_(value.to(at::kFloat).contiguous()) {}

  /// The values on `device`.
  const at::Tensor& on(const at::Device& device) const {
    if (value_.device() != device) value_ = value_.to(device);
    return value_;
  }

 private:
  mutable at::Tensor value_;
};

}  // namespace serhost::nn
