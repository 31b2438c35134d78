// Everything is [B, F, W]; a clip reversed within its own length is a clip like others, so that no
// convolution of either direction ever looks into padding.
#include "network.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <cmath>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/sequence.hpp>
#include <string>

namespace tim_net {

namespace nn = serhost::nn;

namespace {

/// Glorot's uniform distribution, as Keras counts the connections of a convolution.
at::Tensor glorot(at::IntArrayRef shape) {
  const auto taps = shape[0];
  const double bound = std::sqrt(6.0 / static_cast<double>(taps * (shape[1] + shape[2])));
  return at::empty(shape).uniform_(-bound, bound);
}

}  // namespace

CausalConvolution::CausalConvolution(std::int64_t taps, std::int64_t inputs, std::int64_t outputs,
                                     std::int64_t dilation)
    : dilation_(dilation),
      kernel_(register_parameter("kernel", glorot({taps, inputs, outputs}))),
      bias_(register_parameter("bias", at::zeros({outputs}))) {}

at::Tensor CausalConvolution::forward(const at::Tensor& frames) const {
  const auto last = kernel_.size(0) - 1;
  auto out = at::matmul(frames, kernel_[last]) + bias_;
  for (std::int64_t tap = 0; tap < last; ++tap) {
    const auto back = (last - tap) * dilation_;
    if (back >= frames.size(1)) continue;
    const auto before = frames.narrow(1, 0, frames.size(1) - back);
    out = out + at::constant_pad_nd(at::matmul(before, kernel_[tap]), {0, 0, back, 0});
  }
  return out;
}

BatchNorm::BatchNorm(std::int64_t width)
    : gamma_(register_parameter("gamma", at::ones({width}))),
      beta_(register_parameter("beta", at::zeros({width}))),
      mean_(register_buffer("moving_mean", at::zeros({width}))),
      variance_(register_buffer("moving_variance", at::ones({width}))) {}

at::Tensor BatchNorm::forward(const at::Tensor& frames, const at::Tensor& lengths) {
  const nn::NoAutocast fp32;
  const auto values = frames.to(at::kFloat);
  auto mean = mean_, variance = variance_;
  if (is_training()) {
    const auto own = nn::pack_frames(values, lengths);
    mean = own.mean(0);
    variance = (own - mean).square().mean(0);
    const at::NoGradGuard off;
    mean_.mul_(0.99).add_(mean, 0.01);
    variance_.mul_(0.99).add_(variance, 0.01);
  }
  return (values - mean) * (variance + 1e-3).rsqrt() * gamma_ + beta_;
}

Block::Block(std::int64_t filters, std::int64_t dilation, double dropout) : dropout_(dropout) {
  for (const auto* number : {"1", "2"}) {
    convolutions_.push_back(
        register_module(std::string("conv") + number,
                        std::make_shared<CausalConvolution>(2, filters, filters, dilation)));
    norms_.push_back(
        register_module(std::string("bn") + number, std::make_shared<BatchNorm>(filters)));
  }
}

at::Tensor Block::forward(const at::Tensor& frames, const at::Tensor& lengths,
                          serhost::Step& step) {
  auto gate = frames;
  for (std::size_t i = 0; i < convolutions_.size(); ++i) {
    gate = norms_[i]->forward(convolutions_[i]->forward(gate), lengths).relu();
    if (step.training && dropout_ > 0)  // whole channels of a clip
      gate = gate *
             nn::dropout(at::ones({gate.size(0), 1, gate.size(2)}, gate.options()), dropout_, step);
  }
  return frames * gate.sigmoid();
}

Stream::Stream(const NetworkOptions& options)
    : input_(register_module(
          "input", std::make_shared<CausalConvolution>(1, options.inputs, options.filters, 1))) {
  for (std::int64_t i = 0; i < options.blocks; ++i)
    blocks_.push_back(register_module(
        "block" + std::to_string(i),
        std::make_shared<Block>(options.filters, std::int64_t{1} << i, options.dropout)));
}

std::vector<at::Tensor> Stream::forward(const at::Tensor& frames, const at::Tensor& lengths,
                                        serhost::Step& step) {
  std::vector<at::Tensor> out;
  auto values = input_->forward(frames);
  for (auto& block : blocks_) out.push_back(values = block->forward(values, lengths, step));
  return out;
}

Network::Network(const NetworkOptions& options)
    : forward_(register_module("forward", std::make_shared<Stream>(options))),
      backward_(register_module("backward", std::make_shared<Stream>(options))),
      weights_(nn::register_parameter_at(*this, "weight_layer.kernel",
                                         at::empty({options.blocks, 1}).uniform_(-0.05, 0.05))) {}

std::vector<at::Tensor> Network::blocks(const serhost::Sequence& frames, serhost::Step& step) {
  auto out = forward_->forward(frames.values, frames.lengths, step);
  const auto reversed =
      backward_->forward(nn::reverse_frames(frames.values, frames.lengths), frames.lengths, step);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = out[i] + nn::reverse_frames(reversed[i], frames.lengths);
  return out;
}

at::Tensor Network::forward(const serhost::Sequence& frames, serhost::Step& step) {
  const auto each = at::stack(blocks(frames, step), -1).to(at::kFloat);  // [B, F, W, blocks]
  const nn::NoAutocast fp32;
  return at::matmul(each, weights_).squeeze(-1);
}

}  // namespace tim_net
