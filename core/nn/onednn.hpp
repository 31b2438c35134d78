// LibTorch's internal oneDNN operators, looked up by name: they may be absent or different in
// another release, so nothing links to them and they are tried on a small example before they are
// used.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace serhost::nn::onednn {

/// [any] Whether the operators are there and right for this type (fp32 or bf16) on this machine.
/// Tried once.
bool usable(at::ScalarType type);

/// [any] A weight [O, I] in the order that products with a few hundred rows like. Opaque: for
/// `linear` alone.
at::Tensor pack(const at::Tensor& weight);

/// [any] values [N, I], packed weight, bias [O] or undefined; `gelu`: the exact one behind it.
at::Tensor linear(const at::Tensor& values, const at::Tensor& packed, const at::Tensor& bias,
                  bool gelu);

/// [any] residual + linear.
at::Tensor linear_add(const at::Tensor& values, const at::Tensor& residual,
                      const at::Tensor& packed, const at::Tensor& bias);

/// [any] One clip [n, D] through a grouped convolution along n, then the exact GELU: [n + 2 padding
/// - K + 1, D]. `weight` is [D, D / groups, 1, K].
at::Tensor convolution_gelu(const at::Tensor& clip, const at::Tensor& weight,
                            const at::Tensor& bias, std::int64_t padding, std::int64_t groups);

}  // namespace serhost::nn::onednn
