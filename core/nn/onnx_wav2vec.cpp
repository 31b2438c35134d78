// The first wav2vec as ONNX. Its norms are over all channels and frames of a clip, the clip's own
// alone; its aggregator looks back, so that what lies behind a clip's end is never seen.
#include <serhost/nn/convolution_stack.hpp>
#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/wav2vec_encoder.hpp>

namespace serhost::nn {
namespace {

using onnx::Value;

/// The first frame of [B, C, F] so many times, then all.
Value first_frame_before(const Value& x, std::int64_t times) {
  auto& graph = *x.graph;
  std::vector<Value> parts(static_cast<std::size_t>(times),
                           slice(x, onnx::integer(graph, 0), onnx::integer(graph, 1), 2));
  parts.push_back(x);
  return concat(parts, 2);
}

/// All of [B, C, F] over the clip's own frames.
Value norm_of_clip(const onnx::Sequence& in, std::int64_t channels, const at::Tensor& gain,
                   const at::Tensor& offset, double epsilon) {
  auto& graph = *in.values.graph;
  const auto own = unsqueeze(onnx::valid(in.lengths, onnx::size_of(in.values, 2)), {1});
  const auto count = onnx::counts(in.lengths, 3) * static_cast<double>(channels);
  const auto kept = [&](const Value& x) { return where(own, x, onnx::scalar(graph, 0)); };
  const auto mean = onnx::sum(kept(in.values), {1, 2}) / count;
  const auto centered = kept(in.values - mean);
  const auto variance = onnx::sum(centered * centered, {1, 2}) / count;
  auto out = centered / sqrt(variance + epsilon);
  const auto channel = [&](const at::Tensor& values) {
    return onnx::constant(graph, values.detach().unsqueeze(1));
  };
  if (gain.defined()) out = out * channel(gain);
  return offset.defined() ? out + channel(offset) : out;
}

onnx::Sequence channels_first(const onnx::Sequence& in) {
  return {.values = transpose(in.values, {0, 2, 1}), .lengths = in.lengths};
}

}  // namespace

onnx::Sequence ConvolutionStack::layer_to_onnx(std::size_t index, const onnx::Sequence& in) const {
  const auto& own = layers_[index];
  const auto kernel = options_.kernels[index], stride = options_.strides[index];
  auto x = in.values;
  onnx::ConvolutionOptions how{.stride = stride};
  if (options_.causal && options_.zeros_before) how.before = kernel - 1;
  else if (options_.causal) x = first_frame_before(x, kernel - 1);
  onnx::Sequence out{
      .values = conv1d(x, own.weight, own.bias, how),
      .lengths = options_.causal ? in.lengths : onnx::frames_of(in.lengths, kernel, stride)};
  out.values = onnx::activate(options_.activation, norm_of_clip(out, options_.channels[index],
                                                                own.gain, own.offset, kEpsilon));
  if (options_.residual) out.values = (out.values + in.values) * options_.residual_scale;
  return out;
}

std::vector<onnx::Sequence> Wav2vecEncoder::to_onnx(const onnx::Sequence& audio) const {
  onnx::Sequence x{.values = unsqueeze(audio.values, {1}), .lengths = audio.lengths};
  for (std::size_t i = 0; i < features_->layers(); ++i) x = features_->layer_to_onnx(i, x);
  if (log_compression_) x.values = log(abs(x.values) + 1.0);
  if (quantizer_) {
    const auto frames = channels_first(x);
    x = channels_first({.values = quantizer_->to_onnx(frames), .lengths = x.lengths});
  }
  std::vector<onnx::Sequence> out = {channels_first(x)};
  for (std::size_t i = 0; i < aggregator_->layers(); ++i) {
    x = aggregator_->layer_to_onnx(i, x);
    out.push_back(channels_first(x));
  }
  return out;
}

}  // namespace serhost::nn
