// A constant of a front end that follows the data from device to device. It is no buffer: it is in
// no checkpoint, and casting a module to half precision leaves it in fp32.
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::nn {

/// [run] fp32.
class Constant {
 public:
  Constant() = default;
  explicit Constant(const at::Tensor& value) : value_(value.to(at::kFloat).contiguous()) {}

  const at::Tensor& on(const at::Device& device) const {
    if (value_.device() != device) value_ = value_.to(device);
    return value_;
  }

 private:
  mutable at::Tensor value_;
};

}  // namespace serhost::nn
