// Each clip is worked on alone: pools and windows begin at its first frame.
#include "network.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <torch/nn/init.h>

#include <cmath>
#include <serhost/nn/dropout.hpp>

namespace mstr {

namespace nn = serhost::nn;

namespace {

std::shared_ptr<nn::Linear> xavier(std::int64_t inputs, std::int64_t outputs) {
  auto layer = std::make_shared<nn::Linear>(inputs, outputs);
  torch::nn::init::xavier_uniform_(layer->weight);
  return layer;
}

}  // namespace

at::Tensor pooled(const at::Tensor& clip, std::int64_t factor) {
  const auto whole = clip.size(0) / factor;
  std::vector<at::Tensor> parts;
  if (whole > 0)
    parts.push_back(clip.narrow(0, 0, whole * factor).view({whole, factor, clip.size(1)}).mean(1));
  if (const auto rest = clip.size(0) - whole * factor; rest > 0)
    parts.push_back(clip.narrow(0, whole * factor, rest).mean(0, true));
  return parts.size() == 1 ? parts.front() : at::cat(parts);
}

Block::Block(const NetworkOptions& options)
    : options_(options),
      query_(register_module("q", xavier(options.width, options.width))),
      key_(register_module("k", xavier(options.width, options.width))),
      value_(register_module("v", xavier(options.width, options.width))),
      out_(register_module("out", xavier(options.width, options.width))),
      inner_(register_module("fc1", xavier(options.width, options.hidden))),
      outer_(register_module("fc2", xavier(options.hidden, options.width))),
      attention_norm_(register_module("norm1", std::make_shared<nn::LayerNorm>(options.width))),
      final_norm_(register_module("norm2", std::make_shared<nn::LayerNorm>(options.width))),
      mix_(register_parameter("mix", at::full({options.scales, options.width},
                                              1.0 / static_cast<double>(options.scales)))) {}

at::Tensor Block::attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                         serhost::Step& step) const {
  const auto heads = options_.heads, width = options_.width / heads, window = options_.window;
  const auto part = [&](std::int64_t begin, std::int64_t windows, std::int64_t frames) {
    const auto split = [&](const at::Tensor& x) {  // [windows, heads, frames, width]
      return x.narrow(0, begin, windows * frames)
          .view({windows, frames, heads, width})
          .transpose(1, 2);
    };
    const auto logits = at::matmul(split(query), split(key).transpose(2, 3)) /
                        std::sqrt(static_cast<double>(width));
    const auto weights = nn::dropout(at::softmax(logits, -1), options_.dropout, step);
    return at::matmul(weights, split(value)).transpose(1, 2).reshape({windows * frames, -1});
  };
  const auto whole = query.size(0) / window, rest = query.size(0) - whole * window;
  if (rest == 0) return part(0, whole, window);
  if (whole == 0) return part(0, 1, rest);
  return at::cat({part(0, whole, window), part(whole * window, 1, rest)});
}

at::Tensor Block::mixed(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                        serhost::Step& step) const {
  const auto frames = query.size(0);
  auto q = query, k = key, v = value;
  at::Tensor sum;
  std::int64_t repeat = 1;
  for (std::int64_t scale = 0; scale < options_.scales; ++scale) {
    if (scale > 0) {
      q = pooled(q, options_.factor), k = pooled(k, options_.factor);
      v = pooled(v, options_.factor);
      repeat = std::min(frames, repeat * options_.factor);  // more would say the same
    }
    auto own = attend(q, k, v, step);
    if (scale > 0) own = own.repeat_interleave(repeat, 0).narrow(0, 0, frames);
    const auto weighed = own * mix_[scale];
    sum = sum.defined() ? sum + weighed : weighed;
  }
  return sum;
}

at::Tensor Block::forward(const nn::Packed& frames, serhost::Step& step) {
  const auto q = query_->forward(frames.values), k = key_->forward(frames.values),
             v = value_->forward(frames.values);
  std::int64_t begin = 0;
  const auto seen = nn::each_clip(q, frames.lengths, [&](const at::Tensor& clip, std::size_t) {
    const auto rows = clip.size(0), from = begin;
    begin += rows;
    return mixed(clip, k.narrow(0, from, rows), v.narrow(0, from, rows), step);
  });
  const auto x = attention_norm_->forward(frames.values +
                                          nn::dropout(out_->forward(seen), options_.dropout, step));
  const auto inner = nn::dropout(inner_->forward(x).relu(), options_.dropout, step);
  return final_norm_->forward(x + nn::dropout(outer_->forward(inner), options_.dropout, step));
}

}  // namespace mstr
