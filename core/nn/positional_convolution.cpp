// Each clip is convolved alone, with zeros beyond its ends.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_weight_norm.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <serhost/nn/norm.hpp>
#include <serhost/nn/positional_convolution.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>
#include <string>

#include "shared_length.hpp"

namespace serhost::nn {
namespace {

at::Tensor initial_weight(std::int64_t width, const PositionOptions& options) {
  const double deviation = std::sqrt(4.0 / static_cast<double>(options.kernel * width));
  return at::empty({width, width / options.groups, options.kernel}).normal_(0, deviation);
}

/// [n, D] to [n, D]; an even kernel gives a frame too many, the last of which is dropped. More
/// zeros behind the clip change nothing.
at::Tensor convolve(const at::Tensor& clip, const at::Tensor& weight, const at::Tensor& bias,
                    const PositionOptions& options) {
  auto in = clip.transpose(0, 1).unsqueeze(0);
  if (clip.is_cpu()) in = at::constant_pad_nd(in, {0, shared_length(clip.size(0)) - clip.size(0)});
  const auto out = at::conv1d(in, weight, bias, 1, options.kernel / 2, 1, options.groups);
  return out.squeeze(0).narrow(1, 0, clip.size(0)).transpose(0, 1);
}

}  // namespace

WidePositions::WidePositions(std::int64_t width, const PositionOptions& options)
    : options_(options) {
  bias_ = register_parameter_at(*this, "conv.bias", at::zeros({width}));
  const auto initial = initial_weight(width, options);
  if (options.batch_norm) {
    directions_ = register_parameter_at(*this, "conv.weight", initial);
    gain_ = register_parameter_at(*this, "batch_norm.weight", at::ones({width}));
    offset_ = register_parameter_at(*this, "batch_norm.bias", at::zeros({width}));
    running_mean_ = register_buffer_at(*this, "batch_norm.running_mean", at::zeros({width}));
    running_variance_ = register_buffer_at(*this, "batch_norm.running_var", at::ones({width}));
    batches_ =
        register_buffer_at(*this, "batch_norm.num_batches_tracked", at::zeros({}, at::kLong));
    return;
  }
  norms_ =
      register_parameter_at(*this, "conv.weight_g", at::norm(initial, 2, {0, 1}, /*keepdim=*/true));
  directions_ = register_parameter_at(*this, "conv.weight_v", initial);
}

at::Tensor WidePositions::merged() const {
  return norms_.defined() ? at::_weight_norm(directions_, norms_, 2) : directions_;
}

at::Tensor WidePositions::weight() {
  if (!norms_.defined()) return directions_;
  if (!without_graph({directions_, norms_})) return merged();
  return merged_.get({directions_, norms_}, [this] {
    // Kept for training as well, which cannot save what was made in inference mode.
    const c10::InferenceMode off(false);
    const at::NoGradGuard no_graph;
    return merged();
  });
}

at::Tensor WidePositions::normalized(const at::Tensor& frames, Step& step) {
  if (!gain_.defined()) return frames;
  if (step.training) batches_.add_(1);
  return at::batch_norm(frames, gain_, offset_, running_mean_, running_variance_, step.training,
                        0.1, 1e-5, false);
}

at::Tensor WidePositions::forward(const Packed& frames, Step& step) {
  const auto merged = weight();
  return each_clip(normalized(frames.values, step), frames.lengths,
                   [&](const at::Tensor& clip, std::size_t) {
                     if (options_.activation == Activation::gelu &&
                         ConvolutionGelu::usable(clip, {merged, bias_}))
                       return convolution_.run(clip, merged, bias_, options_.groups);
                     return activate(options_.activation, convolve(clip, merged, bias_, options_));
                   });
}

StackedPositions::StackedPositions(std::int64_t width, const PositionOptions& options)
    : options_(options) {
  for (std::int64_t i = 0; i < options.depth; ++i) {
    const auto name =
        options.stack_prefix + std::to_string(i + options.stack_first) + options.stack_suffix;
    weights_.push_back(
        register_parameter_at(*this, name + ".weight", initial_weight(width, options)));
    biases_.push_back(register_parameter_at(*this, name + ".bias", at::zeros({width})));
  }
}

at::Tensor StackedPositions::forward(const Packed& frames, Step&) {
  return each_clip(frames.values, frames.lengths, [&](const at::Tensor& clip, std::size_t) {
    auto x = clip;
    for (std::size_t i = 0; i < weights_.size(); ++i)
      x = activate(options_.activation,
                   plain_layer_norm(convolve(x, weights_[i], biases_[i], options_)));
    return x;
  });
}

std::shared_ptr<Positions> make_positions(std::int64_t width, const PositionOptions& options) {
  if (options.groups < 1 || width % options.groups != 0) {
    throw std::invalid_argument("the positional convolution has " + std::to_string(options.groups) +
                                " groups, which do not divide the width of " +
                                std::to_string(width));
  }
  if (options.depth > 0) return std::make_shared<StackedPositions>(width, options);
  return std::make_shared<WidePositions>(width, options);
}

}  // namespace serhost::nn
