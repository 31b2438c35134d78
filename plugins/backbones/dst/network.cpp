// All of a window's logits are one tensor [N, H, W, W]: windows are short.
#include "network.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/registered.hpp>

namespace dst {

namespace nn = serhost::nn;

namespace {

constexpr std::int64_t kPublishedRows = 2000;
constexpr double kShortest = 1.25, kLongest = 25;  // frames to either side: 50 to 1000 ms in all

std::shared_ptr<nn::Linear> xavier(std::int64_t inputs, std::int64_t outputs) {
  auto layer = std::make_shared<nn::Linear>(inputs, outputs);
  torch::nn::init::xavier_uniform_(layer->weight);
  return layer;
}

/// Any number of leading dimensions.
at::Tensor through(nn::Linear& layer, const at::Tensor& values) {
  auto shape = values.sizes().vec();
  shape.back() = layer.weight.size(0);
  return layer.forward(values.reshape({-1, values.size(-1)})).view(shape);
}

/// Sines in even columns, cosines in odd ones.
at::Tensor sinusoid(std::int64_t rows, std::int64_t width) {
  auto table = at::empty({rows, width}, at::kDouble);
  auto cells = table.accessor<double, 2>();
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < width; ++column) {
      const double exponent = static_cast<double>(column / 2 * 2) / static_cast<double>(width);
      const double angle = static_cast<double>(row) * std::pow(10000.0, -exponent);
      cells[row][column] = column % 2 == 0 ? std::sin(angle) : std::cos(angle);
    }
  return table.to(at::kFloat);
}

at::Tensor table_of(const NetworkOptions& options) {
  if (options.positions == "sinusoid") return sinusoid(options.rows, options.width);
  const double bound = std::sqrt(6.0 / static_cast<double>(kPublishedRows + options.width));
  return at::empty({options.rows, options.width}).uniform_(-bound, bound);
}

}  // namespace

DeformableAttention::DeformableAttention(const NetworkOptions& options)
    : options_(options),
      qkv_(register_module("qkv", xavier(options.width, 3 * options.width))),
      place_(register_module("offset_duration",
                             std::make_shared<nn::Linear>(options.width, 2 * options.heads))),
      out_(register_module("project_out", xavier(options.width, options.width))) {
  const at::NoGradGuard off;
  place_->weight.zero_();
  for (std::int64_t head = 0; head < options.heads; ++head) {
    const double along = options.heads == 1
                             ? 0.0
                             : static_cast<double>(head) / static_cast<double>(options.heads - 1);
    const double share =
        std::min(0.9, std::lerp(kShortest, kLongest, along) / static_cast<double>(options.window));
    place_->bias[options.heads + head].fill_(std::log(share / (1 - share)));
  }
}

Places DeformableAttention::places(const at::Tensor& query) {
  const nn::NoAutocast fp32;
  const auto both = through(*place_, query.to(at::kFloat)).transpose(1, 2);  // [N, 2 H, W]
  const auto window = static_cast<double>(query.size(1));
  return {.offset = both.narrow(1, 0, options_.heads).tanh() * window,
          .duration = both.narrow(1, options_.heads, options_.heads).sigmoid() * window};
}

at::Tensor DeformableAttention::point_weights(const Places& places, at::Tensor& outside) {
  const auto window = places.offset.size(2);
  const auto frame = at::arange(window, places.offset.options().requires_grad(false));
  const auto middle = (frame + places.offset).unsqueeze(-1);  // [N, H, W, 1]
  const auto half = places.duration.unsqueeze(-1);
  const auto begin = middle - half, end = middle + half;
  const auto first = begin.detach().floor(), last = end.detach().ceil(),
             before = middle.detach().floor();
  const auto at_key = [&](const at::Tensor& place, const at::Tensor& weight) {
    return frame.eq(place).to(weight) * weight;
  };
  outside = frame.lt(first).logical_or(frame.gt(last));
  return 1 + at_key(first, first - begin) + at_key(last, end - last) +
         at_key(before + 1, middle - before) + at_key(before, 1 - (middle - before));
}

at::Tensor DeformableAttention::forward(const at::Tensor& frames, const at::Tensor& valid,
                                        serhost::Step& step) {
  const auto shape = frames.sizes().vec();
  const auto width = options_.width / options_.heads;
  const auto qkv = through(*qkv_, frames).chunk(3, -1);
  const auto heads = [&](const at::Tensor& x) {
    return x.view({shape[0], shape[1], options_.heads, width}).transpose(1, 2);
  };
  at::Tensor outside;
  const auto weights = point_weights(places(qkv[0]), outside);
  auto logits = at::matmul(heads(qkv[0]), heads(qkv[1]).transpose(2, 3)).to(at::kFloat) *
                (weights / std::sqrt(static_cast<double>(width)));
  logits = logits.masked_fill(outside, -1e8);  // all alike where a window lies beyond the frames
  if (valid.defined())
    logits = logits.masked_fill(valid.logical_not().unsqueeze(1).unsqueeze(1),
                                -std::numeric_limits<float>::infinity());
  const auto attention = nn::dropout(at::softmax(logits, -1), options_.dropout, step);
  const auto mixed = at::matmul(attention, heads(qkv[2])).transpose(1, 2).reshape(shape);
  return through(*out_, mixed);
}

Layer::Layer(const NetworkOptions& options)
    : dropout_(options.dropout),
      attention_(register_module("attention", std::make_shared<DeformableAttention>(options))),
      attention_norm_(
          register_module("attention_norm", std::make_shared<nn::LayerNorm>(options.width))),
      final_norm_(nn::register_at(*this, "ffn.final_layer_norm",
                                  std::make_shared<nn::LayerNorm>(options.width))),
      inner_(nn::register_at(*this, "ffn.fc1", xavier(options.width, options.hidden))),
      outer_(nn::register_at(*this, "ffn.fc2", xavier(options.hidden, options.width))) {}

at::Tensor Layer::forward(const at::Tensor& frames, const at::Tensor& valid, serhost::Step& step) {
  const auto seen = attention_->forward(frames, valid, step);
  const auto x = attention_norm_->forward(frames + nn::dropout(seen, dropout_, step));
  const auto inner = nn::dropout(through(*inner_, x).relu(), dropout_, step);
  return final_norm_->forward(x + nn::dropout(through(*outer_, inner), dropout_, step));
}

Network::Network(const NetworkOptions& options)
    : options_(options),
      norm_(register_module("input_norm", std::make_shared<nn::LayerNorm>(options.width))),
      position_(register_buffer("position", table_of(options))) {
  for (std::int64_t i = 0; i < options.layers; ++i)
    layers_.push_back(
        nn::register_at(*this, "layers." + std::to_string(i), std::make_shared<Layer>(options)));
}

std::vector<at::Tensor> Network::forward(const at::Tensor& windows, const at::Tensor& valid,
                                         serhost::Step& step) {
  std::vector<at::Tensor> out = {norm_->forward(windows) + position_.narrow(0, 0, windows.size(1))};
  for (auto& layer : layers_) out.push_back(layer->forward(out.back(), valid, step));
  return out;
}

}  // namespace dst
