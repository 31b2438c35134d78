// The transformer of wav2vec 2.0 and its kin as ONNX. Keys stay in their own order: the reversal of
// RelativeBias is about memory that a runtime lays out by itself.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/speech_encoder.hpp>
#include <serhost/nn/waveform_norm.hpp>

namespace serhost::nn {

using onnx::Value;

Value RelativeBias::to_onnx(const at::Tensor& table, const RelativeBiasOptions& options,
                            const Value& count) {
  auto& graph = *count.graph;
  // All distances from the largest on share a bucket: a table of every distance up to it is whole,
  // and its buckets are those of training to the bit.
  const auto most = options.max_distance;
  const auto values = table.detach().index_select(
      0, distance_buckets(at::arange(-most, most + 1, at::kLong), options).to(table.device()));
  const auto place = range(count);
  const auto distance = unsqueeze(place, {0}) - unsqueeze(place, {1});  // key - query
  const auto index = onnx::minimum(onnx::maximum(distance, onnx::integer(graph, -most)),
                                   onnx::integer(graph, most)) +
                     onnx::integer(graph, most);
  return unsqueeze(transpose(gather(onnx::constant(graph, values), index, 0), {2, 0, 1}), {0});
}

Value RelativeGate::to_onnx(const Value& values) const {
  auto& graph = *values.graph;
  const auto width = logits_->weight.size(1);
  const auto logits = logits_->to_onnx(reshape(values, {0, 0, heads_, width}));
  const auto gates = sigmoid(squeeze(onnx::sum(reshape(logits, {0, 0, heads_, 2, 4}), {4}), {4}));
  const auto gate = [&](std::int64_t which) {
    return gather(gates, onnx::integer(graph, which), 3);  // [B, F, H]
  };
  const auto constant = onnx::constant(graph, constant_.detach().view({heads_}));
  const auto both = gate(0) * (gate(1) * constant + -1.0) + 2.0;
  return unsqueeze(transpose(both, {0, 2, 1}), {3});
}

Value TransformerLayer::attention(const Value& values, const Value& mask, const Value& bias) const {
  const auto logits = gate_ ? gate_->to_onnx(values) * bias + mask : mask;
  const auto mixed = onnx::attend(query_->to_onnx(values), key_->to_onnx(values),
                                  value_->to_onnx(values), options_.heads, options_.width, logits);
  return out_->to_onnx(mixed);
}

Value TransformerLayer::feed_forward(const Value& values) const {
  return outer_->to_onnx(onnx::activate(options_.activation, inner_->to_onnx(values)));
}

Value TransformerLayer::to_onnx(const Value& x, const Value& mask, const Value& bias) const {
  if (options_.norm_first) {
    const auto attended = x + attention(attention_norm_->to_onnx(x), mask, bias);
    return attended + feed_forward(final_norm_->to_onnx(attended));
  }
  const auto attended = attention_norm_->to_onnx(x + attention(x, mask, bias));
  return final_norm_->to_onnx(attended + feed_forward(attended));
}

std::vector<onnx::Sequence> SpeechEncoder::to_onnx(const onnx::Sequence& audio) const {
  auto wave = audio;
  if (options_.normalize) wave.values = onnx::normalize_waveform(audio, options_.normalize_epsilon);
  auto x = features_->to_onnx(wave);
  x.values = projection_->to_onnx(x.values);
  x.values = x.values + positions_->to_onnx(x);
  if (!options_.transformer.norm_first) x.values = norm_->to_onnx(x.values);
  const auto mask = onnx::key_mask(onnx::valid(x));
  const auto& table = layers_.front()->bias_table();
  const auto bias = table.defined()
                        ? RelativeBias::to_onnx(table, options_.transformer.relative_bias,
                                                onnx::size_of(x.values, 1))
                        : Value();
  std::vector<onnx::Sequence> states = {x};
  for (const auto& layer : layers_) {
    x.values = layer->to_onnx(x.values, mask, bias);
    states.push_back(x);
  }
  if (options_.transformer.norm_first) states.back().values = norm_->to_onnx(x.values);
  return states;
}

std::string SpeechEncoder::onnx_front_end() const {
  return options_.normalize ? kNormalizedWaveform : "";
}

}  // namespace serhost::nn
