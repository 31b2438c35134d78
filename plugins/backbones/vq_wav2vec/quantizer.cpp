// Choices are one-hot products, so that a gradient can reach logits and codewords.
#include "quantizer.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/argmin.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cdist.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>

namespace vq_wav2vec {

namespace nn = serhost::nn;

namespace {

/// 1 at the largest of the last dimension, 0 elsewhere.
at::Tensor one_hot_of_largest(const at::Tensor& values) {
  return at::zeros_like(values).scatter_(-1, values.argmax(-1, /*keepdim=*/true), 1.0);
}

}  // namespace

GumbelQuantizer::GumbelQuantizer(const QuantizerOptions& options) : options_(options) {
  const auto sets = options.shared ? 1 : options.groups;
  codewords_ = register_parameter(
      "vars", at::empty({1, sets * options.codes, options.width / options.groups}).uniform_(0, 1));
  const auto hidden = options.width * options.factor;
  for (std::int64_t i = 0; i < options.depth; ++i) {
    const bool last = i + 1 == options.depth;
    // A single layer is no Sequential.
    const auto name = options.depth == 1 ? std::string("weight_proj")
                                         : "weight_proj." + std::to_string(i) + (last ? "" : ".0");
    logits_.push_back(nn::register_at(
        *this, name,
        std::make_shared<nn::Linear>(i == 0 ? options.width : hidden,
                                     last ? options.groups * options.codes : hidden)));
  }
}

at::Tensor GumbelQuantizer::chosen(const at::Tensor& logits, serhost::Step& step) const {
  if (!step.training) return one_hot_of_largest(logits);
  const double temperature = std::max(
      options_.start * std::pow(options_.decay, static_cast<double>(step.update)), options_.end);
  const auto noise = -at::empty(logits.sizes(), at::kFloat).exponential_(1, step.random).log();
  const auto soft = at::softmax((logits + noise.to(logits.device())) / temperature, -1);
  return one_hot_of_largest(soft.detach()) - soft.detach() + soft;
}

at::Tensor GumbelQuantizer::forward(const nn::Packed& frames, serhost::Step& step) {
  // Clip by clip, so that no other clip's presence changes the rounding that decides between two
  // codewords.
  const auto x = nn::each_clip(frames.values, frames.lengths, [this](at::Tensor clip, std::size_t) {
    for (const auto& layer : logits_) {
      clip = layer->forward(clip);
      if (layer != logits_.back()) clip = nn::activate(options_.activation, clip);
    }
    return clip;
  });
  const nn::NoAutocast fp32;
  const auto choice =
      chosen(x.to(at::kFloat).unflatten(1, {options_.groups, options_.codes}), step);
  const auto words = codewords_.squeeze(0)
                         .to(at::kFloat)
                         .unflatten(0, {-1, options_.codes})
                         .expand({options_.groups, -1, -1});
  return choice.transpose(0, 1).matmul(words).transpose(0, 1).flatten(
      1);  // [G, N, V] by [G, V, D / G]
}

KmeansQuantizer::KmeansQuantizer(const QuantizerOptions& options) : options_(options) {
  const auto own = options.width / options.groups;
  codewords_ = register_parameter(
      "embedding", at::randn({options.codes, options.shared ? 1 : options.groups, own}) * 0.01);
  codewords_.set_requires_grad(false);
  const double bound = 1.0 / std::sqrt(static_cast<double>(own));
  weight_ = nn::register_parameter_at(*this, "projection.0.weight",
                                      at::empty({options.width, own, 1}).uniform_(-bound, bound));
  gain_ = nn::register_parameter_at(*this, "projection.1.weight", at::ones({options.width}));
  offset_ = nn::register_parameter_at(*this, "projection.1.bias", at::zeros({options.width}));
}

at::Tensor KmeansQuantizer::projected(const at::Tensor& clip) const {
  const auto own = options_.width / options_.groups;
  const auto weight =
      weight_.squeeze(2).unflatten(0, {options_.groups, own});  // a matrix for each group
  const auto x = clip.unflatten(1, {options_.groups, own})
                     .transpose(0, 1)
                     .matmul(weight.transpose(1, 2))
                     .transpose(0, 1)
                     .flatten(1);
  return at::group_norm(x.t().unsqueeze(0).to(at::kFloat), options_.groups, gain_, offset_, 1e-5)
      .squeeze(0)
      .t();
}

at::Tensor KmeansQuantizer::nearest(const at::Tensor& frames) const {
  const auto own = options_.width / options_.groups;
  std::vector<at::Tensor> parts;
  for (std::int64_t group = 0; group < options_.groups; ++group) {
    const auto words = codewords_.select(1, options_.shared ? 0 : group).to(at::kFloat);
    // Distances as such, not by the product of norms, which would lose the difference of near
    // codewords.
    const auto away =
        at::cdist(frames.narrow(1, group * own, own).contiguous(), words, 2, /*compute_mode=*/2);
    parts.push_back(words.index_select(0, away.argmin(1)));
  }
  return at::cat(parts, 1);
}

at::Tensor KmeansQuantizer::forward(const nn::Packed& frames, serhost::Step&) {
  const auto x =
      nn::each_clip(frames.values, frames.lengths,
                    [this](const at::Tensor& clip, std::size_t) { return projected(clip); });
  const nn::NoAutocast fp32;
  return nearest(x.detach()) + (x - x.detach());
}

std::shared_ptr<nn::Quantizer> make_quantizer(const QuantizerOptions& options) {
  if (options.groups < 1 || options.codes < 1 || options.width % options.groups != 0) {
    throw std::invalid_argument("the quantizer has " + std::to_string(options.groups) +
                                " groups of " + std::to_string(options.codes) +
                                " codewords for frames of width " + std::to_string(options.width) +
                                ", which the groups must divide");
  }
  if (options.kind == "kmeans") return std::make_shared<KmeansQuantizer>(options);
  return std::make_shared<GumbelQuantizer>(options);
}

}  // namespace vq_wav2vec
