// Layers around a pooling (model/pooling), which alone knows how frames become a vector.
#include "model/heads/mlp.hpp"

#include <ATen/ops/dropout.h>

#include <serhost/nn/mask.hpp>
#include <serhost/nn/onnx_ops.hpp>

#include "model/activation.hpp"
#include "model/autocast.hpp"

namespace serhost::model {
namespace {

std::int64_t frame_width(const config::HeadOptions& table, std::int64_t width) {
  return table.frame_hidden.empty() ? width : table.frame_hidden.back();
}

std::int64_t pooled_width(const config::HeadOptions& table, std::int64_t width) {
  return find_pooling(table.pooling).width(frame_width(table, width), table.pooling_keys);
}

}  // namespace

std::int64_t Mlp::embedding_width(const config::HeadOptions& table, std::int64_t width) {
  return table.hidden.empty() ? pooled_width(table, width) : table.hidden.back();
}

Mlp::Mlp(const config::HeadOptions& table, std::int64_t width, std::int64_t outputs,
         const Needs& needs)
    : table_(table), rule_(find_pooling(table.pooling)) {
  for (const auto size : table.frame_hidden) {
    frame_layers_.push_back(register_module("frame" + std::to_string(frame_layers_.size()),
                                            torch::nn::Linear(width, size)));
    width = size;
  }
  const PoolingSpec spec{width, needs, !frame_layers_.empty()};
  pooling_ = register_module(table.pooling, rule_.make(spec, table.pooling_keys));
  width = rule_.width(width, table.pooling_keys);
  for (const auto size : table.hidden) {
    hidden_.push_back(
        register_module("hidden" + std::to_string(hidden_.size()), torch::nn::Linear(width, size)));
    width = size;
  }
  if (needs.output) output_ = register_module("output", torch::nn::Linear(width, outputs));
}

at::Tensor Mlp::through_hidden(at::Tensor x) {
  for (auto& layer : hidden_) {
    x = activate(table_.activation, layer->forward(x));
    if (table_.dropout > 0.0) x = at::dropout(x, table_.dropout, is_training());
  }
  return x;
}

at::Tensor Mlp::through_frame_layers(const Sequence& sequence) {
  // Layers on every frame see the padding too: a NaN there would reach their gradients.
  const bool sees_padding = !frame_layers_.empty() || rule_.sees_padding;
  auto frames = sees_padding ? nn::mask_frames(sequence.values, sequence.lengths) : sequence.values;
  for (auto& layer : frame_layers_) frames = activate(table_.activation, layer->forward(frames));
  return frames;
}

at::Tensor Mlp::frame_weights(const Sequence& sequence) {
  if (rule_.pools_scores) return {};
  return pooling_->weights(through_frame_layers(sequence).to(at::kFloat), sequence);
}

View Mlp::forward(const Sequence& sequence) {
  auto frames = through_frame_layers(sequence);
  const Autocast full_precision(frames.device().type(), false);
  View view;
  view.lengths = sequence.lengths;
  view.frames = sequence.values.scalar_type() == at::kDouble ? sequence.values
                                                             : sequence.values.to(at::kFloat);
  if (frames.scalar_type() != at::kDouble)
    frames = frame_layers_.empty() ? view.frames : frames.to(at::kFloat);
  if (rule_.pools_scores) {
    view.output = pooling_->pool(output_->forward(through_hidden(frames)), sequence);
    return view;
  }
  view.embedding = through_hidden(pooling_->pool(frames, sequence));
  if (!output_.is_empty()) view.output = output_->forward(view.embedding);
  return view;
}

onnx::Value Mlp::through_hidden(onnx::Value x) const {
  for (const auto& layer : hidden_)
    x = activate(table_.activation, onnx::linear(x, layer->weight, layer->bias));
  return x;
}

std::string Mlp::reason_against_onnx() const {
  return rule_.in_onnx ? "" : "the pooling '" + table_.pooling + "' cannot be written as ONNX";
}

onnx::View Mlp::to_onnx(const onnx::Sequence& sequence) const {
  auto frames = sequence.values;
  for (const auto& layer : frame_layers_)
    frames = activate(table_.activation, onnx::linear(frames, layer->weight, layer->bias));
  const auto scores = [&](const onnx::Value& x) {
    return onnx::linear(x, output_->weight, output_->bias);
  };
  if (rule_.pools_scores)
    return {.output = pooling_->to_onnx(scores(through_hidden(frames)), sequence)};
  onnx::View view{.embedding = through_hidden(pooling_->to_onnx(frames, sequence))};
  if (!output_.is_empty()) view.output = scores(view.embedding);
  return view;
}

SERHOST_HEAD(Mlp, "mlp", "layers on frames, pooling over time, layers on the clip", .title = "MLP",
             .order = 10);

}  // namespace serhost::model
