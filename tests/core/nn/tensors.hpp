// Random tensors, what tests ask of them, and a step of training with a seed.
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/randn.h>

#include <cstdint>

#include "serhost/step.hpp"

namespace serhost::nn {

inline at::Tensor random(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::detail::createCPUGenerator(seed));
}

inline double largest(const at::Tensor& x) { return x.abs().max().item().toDouble(); }

inline Step training(std::uint64_t seed = 1) {
  Step step;
  step.training = true;
  step.random = at::detail::createCPUGenerator(seed);
  return step;
}

}  // namespace serhost::nn
