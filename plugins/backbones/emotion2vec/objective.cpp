// The teacher's half runs without a graph; the student's is what learns.
#include "objective.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <cmath>
#include <serhost/nn/registered.hpp>
#include <stdexcept>
#include <string>

namespace emotion2vec {

namespace nn = serhost::nn;

namespace {
double root(const at::Tensor& values) { return std::sqrt(static_cast<double>(values.size(-1))); }
}  // namespace

Decoder::Decoder(std::int64_t width, const DecoderOptions& options) : options_(options) {
  if (options.groups < 1 || width % options.groups != 0 || options.width % options.groups != 0) {
    throw std::invalid_argument(std::to_string(options.groups) +
                                " groups of the decoder do not divide its widths, " +
                                std::to_string(width) + " and " + std::to_string(options.width));
  }
  for (std::int64_t i = 0; i < options.layers; ++i) {
    const auto inputs = i == 0 ? width : options.width;
    const auto name = "blocks." + std::to_string(i) + ".0";
    auto weight = at::empty({options.width, inputs / options.groups, options.kernel});
    torch::nn::init::kaiming_uniform_(weight, std::sqrt(5.0));
    weights_.push_back(nn::register_parameter_at(*this, name + ".weight", weight));
    biases_.push_back(nn::register_parameter_at(*this, name + ".bias", at::zeros({options.width})));
  }
  projection_ = register_module("proj", std::make_shared<nn::Linear>(options.width, width));
}

at::Tensor Decoder::forward(const nn::Packed& frames) {
  return projection_->forward(
      nn::each_clip(frames.values, frames.lengths, [&](const at::Tensor& clip, std::size_t) {
        auto x = clip;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
          const auto out = at::conv1d(x.t().unsqueeze(0), weights_[i], biases_[i], 1,
                                      options_.kernel / 2, 1, options_.groups);
          const auto y = at::gelu(nn::plain_layer_norm(out.squeeze(0).t()));
          x = x.size(1) == y.size(1) ? x + y : y;
        }
        return x;
      }));
}

Student see(Encoder& encoder, Decoder& decoder, const nn::Packed& local,
            const std::vector<at::Tensor>& kept, double noise, serhost::Step& step) {
  std::vector<at::Tensor> places;
  for (const auto& frames : kept) places.push_back(frames.to(at::kFloat));
  Student out;
  auto x = encoder.place_kept(local, kept, step);
  const auto prenet = static_cast<std::size_t>(encoder.options().prenet);
  for (std::size_t i = 0; i < encoder.blocks(); ++i) {
    x = encoder.run_block(i, x, step, places);
    if (i + 1 == prenet) out.prenet = x;
  }
  out.encoded = x;
  const auto own = encoder.frames_of(x);
  out.restored = {nn::each_clip(own.values, own.lengths,
                                [&](const at::Tensor& clip, std::size_t i) {
                                  auto all = clip.new_zeros({local.lengths[i], clip.size(1)});
                                  if (noise > 0) all.normal_(0, noise, step.random);
                                  return all.index_copy(0, kept[i], clip);
                                }),
                  local.lengths};
  out.predicted = decoder.forward(out.restored);
  return out;
}

at::Tensor targets(Encoder& teacher, const nn::Packed& local, std::int64_t top) {
  const at::NoGradGuard off;
  serhost::Step still;
  auto x = teacher.place(local.with(local.values.detach()), still);
  at::Tensor sum;
  for (std::size_t i = 0; i < teacher.blocks(); ++i) {
    at::Tensor target;
    x = teacher.run_block(i, x, still, {}, &target);
    if (static_cast<std::int64_t>(teacher.blocks() - i) > top) continue;
    const auto own = teacher.frames_of(x.with(target.to(at::kFloat)));
    const auto level =
        nn::each_clip(own.values, own.lengths, [](const at::Tensor& clip, std::size_t) {
          const auto centered = clip - clip.mean(0);
          return centered * (centered.square().mean(0) + 1e-5).rsqrt();
        });
    sum = sum.defined() ? sum + level : level;
  }
  return sum / static_cast<double>(top);
}

at::Tensor frame_loss(const at::Tensor& predicted, const at::Tensor& target,
                      const at::Tensor& masked) {
  const auto error = (predicted - target).square().sum(1).masked_select(masked);
  return error.mean() / root(predicted);
}

at::Tensor utterance_losses(const at::Tensor& predicted, const at::Tensor& target,
                            const nn::Lengths& lengths) {
  std::vector<at::Tensor> means;
  std::int64_t begin = 0;
  for (const auto length : lengths) {
    means.push_back(target.narrow(0, begin, length).mean(0));
    begin += length;
  }
  return (predicted - at::stack(means)).square().sum(1) / root(predicted);
}

}  // namespace emotion2vec
