// Maps are [N, channels, frequency, time]; kernels are turned round as they are used.
#include "network.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <limits>
#include <serhost/nn/registered.hpp>
#include <string>

namespace l3_net {

namespace nn = serhost::nn;

namespace {

/// He's normal distribution, cut at two deviations as Keras does.
at::Tensor he_normal(at::IntArrayRef shape) {
  constexpr double kInside = 0.9544997361036416;     // of a normal distribution within them
  constexpr double kDeviation = 0.8796256610342398;  // of what is left
  const double spread = std::sqrt(2.0 / static_cast<double>(9 * shape[2])) / kDeviation;
  return at::empty(shape).uniform_(-kInside, kInside).erfinv_().mul_(std::sqrt(2.0) * spread);
}

}  // namespace

BatchNorm::BatchNorm(std::int64_t channels)
    : gamma_(register_parameter("gamma", at::ones({channels}))),
      beta_(register_parameter("beta", at::zeros({channels}))),
      mean_(register_buffer("moving_mean", at::zeros({channels}))),
      variance_(register_buffer("moving_variance", at::ones({channels}))) {}

at::Tensor BatchNorm::forward(const at::Tensor& maps) {
  if (is_training()) {
    const at::NoGradGuard off;
    const auto own = maps.detach().to(at::kFloat);
    mean_.mul_(0.99).add_(own.mean({0, 2, 3}), 0.01);
    variance_.mul_(0.99).add_(own.var({0, 2, 3}, /*unbiased=*/false), 0.01);
  }
  return at::batch_norm(maps.to(at::kFloat), gamma_, beta_, is_training() ? at::Tensor() : mean_,
                        is_training() ? at::Tensor() : variance_, is_training(), 0.0, 1e-3, false);
}

Convolution::Convolution(std::int64_t inputs, std::int64_t outputs)
    : kernel_(register_parameter("kernel", he_normal({3, 3, inputs, outputs}))),
      bias_(register_parameter("bias", at::zeros({outputs}))) {}

at::Tensor Convolution::forward(const at::Tensor& maps) const {
  return at::conv2d(maps, kernel_.permute({3, 2, 0, 1}).contiguous(), bias_, 1, 1);
}

Network::Network(std::int64_t channels)
    : input_(register_module("input_norm", std::make_shared<BatchNorm>(1))) {
  std::int64_t inputs = 1;
  for (int block = 1; block <= 4; ++block, channels *= 2) {
    for (int i = 1; i <= 2; ++i) {
      const auto name = "block" + std::to_string(block) + ".";
      convolutions_.push_back(nn::register_at(*this, name + "conv" + std::to_string(i),
                                              std::make_shared<Convolution>(inputs, channels)));
      inputs = channels;
      if (block == 4 && i == 2) break;
      norms_.push_back(nn::register_at(*this, name + "bn" + std::to_string(i),
                                       std::make_shared<BatchNorm>(channels)));
    }
  }
}

at::Tensor Network::map(const at::Tensor& spectrograms) {
  auto x = input_->forward(spectrograms.unsqueeze(1));
  for (std::size_t i = 0; i < convolutions_.size(); ++i) {
    x = convolutions_[i]->forward(x);
    if (i < norms_.size()) x = norms_[i]->forward(x).relu();
    if (i % 2 == 1 && i < norms_.size()) x = at::max_pool2d(x, {2, 2});
  }
  return x.to(at::kFloat);
}

at::Tensor Network::embedding(const at::Tensor& map, const Pool& pool) {
  const auto missing = [&](std::int64_t side) {
    const auto size = map.size(side + 2), reach = pool[static_cast<std::size_t>(side)];
    return (size + reach - 1) / reach * reach - size;
  };
  const auto high = missing(0), wide = missing(1);
  const auto whole =
      at::constant_pad_nd(map, {wide / 2, wide - wide / 2, high / 2, high - high / 2},
                          -std::numeric_limits<float>::infinity());
  const auto most = at::max_pool2d(whole, {pool[0], pool[1]}, {pool[0], pool[1]});
  return most.permute({0, 2, 3, 1}).flatten(1);
}

}  // namespace l3_net
