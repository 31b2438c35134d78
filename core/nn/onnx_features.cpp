// The convolutions of the encoders that share wav2vec 2.0's names, as ONNX. Convolutions over the
// waveform take no padding, so that a clip's own frames see nothing behind its end; the group norm
// and the positional convolutions are kept from it by masks.
#include <ATen/ops/rsqrt.h>

#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/positional_convolution.hpp>

#include "feature_convolution.hpp"

namespace serhost::nn {
namespace {

using onnx::Value;

constexpr double kNormEpsilon = 1e-5;  // of group and batch norms

/// Every channel over the clip's own frames: [B, C, F].
Value group_norm(const onnx::Sequence& in, const LayerNorm& norm) {
  auto& graph = *in.values.graph;
  const auto own = unsqueeze(onnx::valid(in.lengths, onnx::size_of(in.values, 2)), {1});
  const auto count = onnx::counts(in.lengths, 3);
  const auto kept = [&](const Value& x) { return where(own, x, onnx::scalar(graph, 0)); };
  const auto mean = onnx::sum(kept(in.values), {2}) / count;
  const auto centered = kept(in.values - mean);
  const auto variance = onnx::sum(centered * centered, {2}) / count;
  const auto channel = [&](const at::Tensor& values) {
    return onnx::constant(graph, values.detach().unsqueeze(1));
  };
  return centered * (channel(norm.weight) / sqrt(variance + kNormEpsilon)) + channel(norm.bias);
}

Value channels_last(const Value& x) { return transpose(x, {0, 2, 1}); }

/// As `convolve` of packed frames: [B, F, D] to the same.
Value convolve(const Value& frames, const Value& own, const at::Tensor& weight,
               const at::Tensor& bias, const PositionOptions& options) {
  const auto side = options.kernel / 2;
  // An even kernel gives a frame too many, the last of which is dropped.
  const auto out = conv1d(channels_last(onnx::masked(frames, own, 3)), weight, bias,
                          {.before = side,
                           .behind = options.kernel % 2 == 0 ? side - 1 : side,
                           .groups = options.groups});
  return channels_last(out);
}

}  // namespace

onnx::Sequence FeatureConvolution::to_onnx(const onnx::Sequence& in) const {
  onnx::Sequence out{.values = conv1d(in.values, weight_, bias_, {.stride = stride_}),
                     .lengths = onnx::frames_of(in.lengths, weight_.size(2), stride_)};
  if (norm_ && norm_kind_ == ExtractorNorm::group) out.values = group_norm(out, *norm_);
  else if (norm_) out.values = channels_last(norm_->to_onnx(channels_last(out.values)));
  out.values = onnx::activate(activation_, out.values);
  return out;
}

onnx::Sequence FeatureEncoder::to_onnx(const onnx::Sequence& audio) const {
  onnx::Sequence x{.values = unsqueeze(audio.values, {1}), .lengths = audio.lengths};
  for (const auto& layer : layers_) x = layer->to_onnx(x);
  x.values = channels_last(x.values);
  return x;
}

Value WidePositions::to_onnx(const onnx::Sequence& frames) const {
  auto& graph = *frames.values.graph;
  auto x = frames.values;
  if (gain_.defined()) {
    const auto scale = gain_.detach() * at::rsqrt(running_variance_ + kNormEpsilon);
    x = x * onnx::constant(graph, scale) +
        onnx::constant(graph, offset_.detach() - running_mean_ * scale);
  }
  return onnx::activate(options_.activation,
                        convolve(x, onnx::valid(frames), merged(), bias_, options_));
}

Value StackedPositions::to_onnx(const onnx::Sequence& frames) const {
  const auto own = onnx::valid(frames);
  auto x = frames.values;
  for (std::size_t i = 0; i < weights_.size(); ++i)
    x = onnx::activate(
        options_.activation,
        plain_layer_norm(convolve(x, own, weights_[i], biases_[i], options_), weights_[i].size(0)));
  return x;
}

}  // namespace serhost::nn
