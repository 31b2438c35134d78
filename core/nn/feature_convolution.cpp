// Windows of [T, I] are rows of K * I values that overlap by (K - stride) * I: a view, which
// products copy where they must.
#include "feature_convolution.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/registered.hpp>

namespace serhost::nn {
namespace {

constexpr double kGroupEpsilon = 1e-5;
constexpr std::int64_t kRows = 1 << 16;  // windows whose moments are taken at a time

}  // namespace

FeatureConvolution::FeatureConvolution(const FeatureEncoderOptions& options, std::size_t index)
    : stride_(options.strides[index]), norm_kind_(options.norm), activation_(options.activation) {
  const auto inputs = index == 0 ? 1 : options.channels[index - 1];
  const auto outputs = options.channels[index];
  const auto kernel = options.kernels[index];
  weight_ = register_parameter_at(*this, options.convolution_name + ".weight",
                                  at::empty({outputs, inputs, kernel}));
  torch::nn::init::kaiming_normal_(weight_, 0.0, torch::kFanIn, torch::kReLU);
  if (options.bias) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(inputs * kernel));
    bias_ = register_parameter_at(*this, options.convolution_name + ".bias",
                                  at::empty({outputs}).uniform_(-bound, bound));
  }
  if (options.norm == ExtractorNorm::layer || index == 0)
    norm_ = register_at(*this, options.norm_name, std::make_shared<LayerNorm>(outputs));
}

at::Tensor FeatureConvolution::forward(const at::Tensor& values, std::int64_t valid) {
  auto x = at::conv1d(values, weight_, bias_, stride_);
  if (norm_ && norm_kind_ == ExtractorNorm::group) {
    const auto more = x.size(2) - valid;
    x = at::group_norm(x.narrow(2, 0, valid).to(at::kFloat), x.size(1), norm_->weight, norm_->bias,
                       kGroupEpsilon);
    x = activate(activation_, x);
    return more > 0 ? at::constant_pad_nd(x, {0, more}) : x;
  }
  if (norm_) x = norm_->forward(x.transpose(1, 2)).transpose(1, 2);
  return activate(activation_, x);
}

at::Tensor FeatureConvolution::windows(const at::Tensor& values) const {
  const auto inputs = values.size(1), kernel = weight_.size(2);
  return values.as_strided({(values.size(0) - kernel) / stride_ + 1, kernel * inputs},
                           {stride_ * inputs, 1});
}

at::Tensor FeatureConvolution::flat_weight() {
  return flat_.get(weight_,
                   [this] { return weight_.detach().transpose(1, 2).flatten(1).contiguous(); });
}

FeatureConvolution::Weights FeatureConvolution::first_weights(const at::Tensor& clip) {
  if (!norm_ || norm_kind_ != ExtractorNorm::group) return {flat_weight(), bias_};
  const NoAutocast fp32;
  // Two passes over the windows, the mean first, in fp64: a clip with an offset would lose its
  // variance in one.
  const auto all = windows(clip);
  const auto count = all.size(0), width = all.size(1);
  auto mean = at::zeros({width}, at::kDouble);
  auto covariance = at::zeros({width, width}, at::kDouble);
  for (std::int64_t row = 0; row < count; row += kRows)
    mean += all.narrow(0, row, std::min(kRows, count - row)).sum(0, false, at::kDouble);
  mean /= static_cast<double>(count);
  for (std::int64_t row = 0; row < count; row += kRows) {
    const auto centered = all.narrow(0, row, std::min(kRows, count - row)).to(at::kDouble) - mean;
    covariance += at::matmul(centered.t(), centered);
  }
  covariance /= static_cast<double>(count);
  const auto weight = flat_weight().to(at::kDouble);
  const auto variance = (at::matmul(weight, covariance) * weight).sum(1).clamp_min(0);
  const auto scale = norm_->weight.detach().to(at::kDouble) * (variance + kGroupEpsilon).rsqrt();
  // The convolution's own bias is part of the mean and goes with it.
  const auto offset = norm_->bias.detach().to(at::kDouble) - at::matmul(weight, mean) * scale;
  return {(weight * scale.unsqueeze(1)).to(at::kFloat), offset.to(at::kFloat)};
}

at::Tensor FeatureConvolution::forward_frames(const at::Tensor& values, const Weights* given) {
  const auto x = windows(values.contiguous());
  const auto weight = given != nullptr ? given->weight : flat_weight();
  const auto bias = given != nullptr ? given->bias : bias_;
  const bool layer_norm = norm_ && norm_kind_ == ExtractorNorm::layer;
  if (!layer_norm && activation_ == Activation::gelu) return product_.linear_gelu(x, weight, bias);
  const auto out = product_.linear(x, weight, bias);
  return activate(activation_, layer_norm ? norm_->forward(out) : out);
}

}  // namespace serhost::nn
