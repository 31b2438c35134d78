// Convolutions run along frequency: a batch is one of frames.
#include "vq_vae.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <serhost/nn/registered.hpp>
#include <string>

namespace vq_mae_s {

namespace nn = serhost::nn;

namespace {

constexpr std::int64_t kWidth = 32;

torch::nn::Conv1d convolution(torch::nn::Module& owner, const std::string& name,
                              std::int64_t inputs, std::int64_t outputs, std::int64_t taps,
                              std::int64_t stride, std::int64_t padding, bool bias = true) {
  const auto options =
      torch::nn::Conv1dOptions(inputs, outputs, taps).stride(stride).padding(padding).bias(bias);
  torch::nn::Conv1d layer(options);
  nn::register_at(owner, name, layer.ptr());
  return layer;
}

torch::nn::ConvTranspose1d transposed(torch::nn::Module& owner, const std::string& name,
                                      std::int64_t inputs, std::int64_t outputs, std::int64_t taps,
                                      std::int64_t padding) {
  torch::nn::ConvTranspose1d layer(
      torch::nn::ConvTranspose1dOptions(inputs, outputs, taps).stride(2).padding(padding));
  nn::register_at(owner, name, layer.ptr());
  return layer;
}

}  // namespace

Norm::Norm(std::int64_t channels)
    : weight_(register_parameter("weight", at::ones({channels}))),
      bias_(register_parameter("bias", at::zeros({channels}))),
      mean_(register_buffer("running_mean", at::zeros({channels}))),
      variance_(register_buffer("running_var", at::ones({channels}))),
      count_(register_buffer("num_batches_tracked", at::zeros({}, at::kLong))) {}

at::Tensor Norm::forward(const at::Tensor& x, Statistics statistics) {
  const bool own = statistics == Statistics::own;
  if (statistics == Statistics::gathered) count_ += 1;
  return at::batch_norm(x, weight_, bias_, own ? at::Tensor() : mean_,
                        own ? at::Tensor() : variance_, statistics != Statistics::running, 0.1,
                        1e-5, false);
}

ResidualStack::ResidualStack() {
  for (int i = 0; i < 2; ++i) {
    const auto block = "_layers." + std::to_string(i) + "._block.";
    wide_.push_back(convolution(*this, block + "1", kWidth, kWidth, 3, 1, 1, false));
    narrow_.push_back(convolution(*this, block + "3", kWidth, kWidth, 1, 1, 0, false));
  }
}

at::Tensor ResidualStack::forward(at::Tensor x) {
  for (std::size_t i = 0; i < wide_.size(); ++i)
    x = x + narrow_[i]->forward(wide_[i]->forward(x.tanh()).tanh());
  return x.tanh();
}

VqEncoder::VqEncoder()
    : first_(convolution(*this, "_encoder._conv_1", 1, kWidth / 2, 4, 2, 1)),
      second_(convolution(*this, "_encoder._conv_2", kWidth / 2, kWidth, 4, 2, 1)),
      third_(convolution(*this, "_encoder._conv_3", kWidth, kWidth, 3, 2, 1)),
      last_(convolution(*this, "_pre_vq_conv", kWidth, kCodeWidth, 1, 1, 0)),
      norm1_(nn::register_at(*this, "_encoder.norm1", std::make_shared<Norm>(kWidth / 2))),
      norm2_(nn::register_at(*this, "_encoder.norm2", std::make_shared<Norm>(kWidth))),
      norm3_(nn::register_at(*this, "_encoder.norm3", std::make_shared<Norm>(kWidth))),
      residual_(
          nn::register_at(*this, "_encoder._residual_stack", std::make_shared<ResidualStack>())),
      codebook_(nn::register_buffer_at(*this, "_vq_vae._embedding.weight",
                                       at::randn({kCodes, kCodeWidth}))),
      counts_(nn::register_buffer_at(*this, "_vq_vae._ema_cluster_size", at::zeros({kCodes}))),
      sums_(nn::register_buffer_at(*this, "_vq_vae._ema_w", at::randn({kCodes, kCodeWidth}))) {}

at::Tensor VqEncoder::encode(const at::Tensor& spectra, Statistics statistics) {
  auto x = norm1_->forward(first_->forward(spectra.unsqueeze(1)), statistics).tanh();
  x = norm2_->forward(second_->forward(x), statistics).tanh();
  x = norm3_->forward(third_->forward(x), statistics);
  return last_->forward(residual_->forward(x));
}

at::Tensor VqEncoder::codes(const at::Tensor& encoded) const {
  const auto flat = encoded.detach().transpose(1, 2).reshape({-1, kCodeWidth});
  const auto distance =
      flat.square().sum(1, true) + codebook_.square().sum(1) - 2 * at::matmul(flat, codebook_.t());
  return distance.argmin(1).view({encoded.size(0), encoded.size(2)});
}

at::Tensor VqEncoder::vectors(const at::Tensor& codes) const {
  return at::embedding(codebook_, codes).transpose(1, 2);
}

void VqEncoder::learn(const at::Tensor& encoded, const at::Tensor& codes) {
  const at::NoGradGuard off;
  const auto flat = encoded.transpose(1, 2).reshape({-1, kCodeWidth});
  const auto chosen = at::one_hot(codes.flatten(), kCodes).to(flat);
  counts_.mul_(0.99).add_(chosen.sum(0), 0.01);
  const auto total = counts_.sum();
  counts_.copy_((counts_ + 1e-5) / (total + kCodes * 1e-5) * total);
  sums_.mul_(0.99).add_(at::matmul(chosen.t(), flat), 0.01);
  codebook_.copy_(sums_ / counts_.unsqueeze(1));
}

VqDecoder::VqDecoder()
    : first_(convolution(*this, "_conv_1", kCodeWidth, kWidth, 3, 1, 1)),
      second_(transposed(*this, "_conv_trans_1", kWidth, kWidth, 4, 1)),
      third_(transposed(*this, "_conv_trans_2_bis", kWidth, kWidth / 2, 4, 1)),
      last_(transposed(*this, "_conv_trans_2", kWidth / 2, 1, 3, 0)),
      norm1_(register_module("norm1_dec", std::make_shared<Norm>(kWidth))),
      norm2_(register_module("norm2_dec", std::make_shared<Norm>(kWidth / 2))),
      residual_(register_module("_residual_stack", std::make_shared<ResidualStack>())) {}

at::Tensor VqDecoder::forward(const at::Tensor& vectors, Statistics statistics) {
  auto x = residual_->forward(first_->forward(vectors));
  x = norm1_->forward(second_->forward(x), statistics).tanh();
  x = norm2_->forward(third_->forward(x), statistics).tanh();
  return last_->forward(x).exp().squeeze(1);
}

at::Tensor itakura_saito(const at::Tensor& x, const at::Tensor& y) {
  const auto ratio = (x + 1e-10) / (y + 1e-10);
  return (ratio - ratio.log() - 1).mean();
}

}  // namespace vq_mae_s
