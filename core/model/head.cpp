// The head that is built in.
#include "model/head.hpp"

#include <ATen/ops/dropout.h>

#include <serhost/nn/mask.hpp>

#include "base/error.hpp"
#include "model/activation.hpp"
#include "model/autocast.hpp"
#include "model/pooling.hpp"

namespace serhost::model {
namespace {

std::int64_t frame_width(const config::HeadOptions& table, std::int64_t width) {
  return table.frame_hidden.empty() ? width : table.frame_hidden.back();
}

std::int64_t pooled_width(const config::HeadOptions& table, std::int64_t width) {
  return frame_width(table, width) * (table.pooling == "mean_std" ? 2 : 1);
}

void check(const config::HeadOptions& table, const Needs& needs) {
  Faults faults;
  if (table.pooling == "mean_scores" && !needs.output) {
    faults.add(Exit::config,
               "head.pooling = \"mean_scores\" averages the output layer over frames, but this "
               "loss has its own output layer; "
               "write pooling = \"mean\"");
  } else if (table.pooling == "mean_scores" && needs.embedding) {
    faults.add(Exit::config,
               "head.pooling = \"mean_scores\" has no embedding of a clip, but this loss needs "
               "one; write pooling = \"mean\"");
  }
  if (table.pooling == "summary" && !table.frame_hidden.empty()) {
    faults.add(Exit::config,
               "head.pooling = \"summary\" uses the encoder's own vector, to which layers on "
               "frames (head.frame_hidden) do not apply; remove one of the two");
  }
  faults.throw_if_any();
}

}  // namespace

std::int64_t Head::embedding_width(const config::HeadOptions& table, std::int64_t width) {
  return table.hidden.empty() ? pooled_width(table, width) : table.hidden.back();
}

Head::Head(const config::HeadOptions& table, std::int64_t width, std::int64_t outputs,
           const Needs& needs)
    : table_(table) {
  check(table, needs);
  for (const auto size : table.frame_hidden) {
    frame_layers_.push_back(register_module("frame" + std::to_string(frame_layers_.size()),
                                            torch::nn::Linear(width, size)));
    width = size;
  }
  if (table.pooling == "attention")
    attention_ = register_module("attention", torch::nn::Linear(width, 1));
  width = pooled_width(table, width);
  for (const auto size : table.hidden) {
    hidden_.push_back(
        register_module("hidden" + std::to_string(hidden_.size()), torch::nn::Linear(width, size)));
    width = size;
  }
  if (needs.output) output_ = register_module("output", torch::nn::Linear(width, outputs));
}

at::Tensor Head::through_hidden(at::Tensor x) {
  for (auto& layer : hidden_) {
    x = activate(table_.activation, layer->forward(x));
    if (table_.dropout > 0.0) x = at::dropout(x, table_.dropout, is_training());
  }
  return x;
}

at::Tensor Head::pool(const at::Tensor& frames, const Sequence& sequence) {
  if (table_.pooling == "mean") return mean_over_frames(frames, sequence.lengths);
  if (table_.pooling == "mean_std") return mean_and_deviation(frames, sequence.lengths);
  if (table_.pooling == "attention")
    return weighted_over_frames(frames, attention_->forward(frames).squeeze(2), sequence.lengths);
  SERHOST_CHECK(table_.pooling == "summary");
  if (!sequence.summary.defined()) {
    throw Error(Exit::config,
                "head.pooling = \"summary\" needs the encoder's own vector, and this backbone "
                "returns none; write pooling = \"mean\"");
  }
  const auto& summary = sequence.summary;
  if (summary.dim() != 2 || summary.size(0) != frames.size(0) ||
      summary.size(1) != frames.size(2)) {
    throw PluginError("the backbone's summary is not [" + std::to_string(frames.size(0)) + ", " +
                      std::to_string(frames.size(2)) + "]");
  }
  return summary.to(at::kFloat);
}

View Head::forward(const Sequence& sequence) {
  // Layers on every frame see the padding too: a NaN there would reach their gradients.
  const bool sees_padding =
      !frame_layers_.empty() || !attention_.is_empty() || table_.pooling == "mean_scores";
  auto frames = sees_padding ? nn::mask_frames(sequence.values, sequence.lengths) : sequence.values;
  for (auto& layer : frame_layers_) frames = activate(table_.activation, layer->forward(frames));
  const Autocast full_precision(frames.device().type(), false);
  View view;
  view.lengths = sequence.lengths;
  view.frames = sequence.values.scalar_type() == at::kDouble ? sequence.values
                                                             : sequence.values.to(at::kFloat);
  if (frames.scalar_type() != at::kDouble)
    frames = frame_layers_.empty() ? view.frames : frames.to(at::kFloat);
  if (table_.pooling == "mean_scores") {
    view.output = mean_over_frames(output_->forward(through_hidden(frames)), sequence.lengths);
    return view;
  }
  view.embedding = through_hidden(pool(frames, sequence));
  if (!output_.is_empty()) view.output = output_->forward(view.embedding);
  return view;
}

SERHOST_HEAD(Head, "mlp", "layers on frames, pooling over time, layers on the clip", .title = "MLP",
             .order = 10);

}  // namespace serhost::model
