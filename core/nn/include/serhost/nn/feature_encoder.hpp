// The convolutions that turn a waveform into frames in wav2vec 2.0 and all its kin: 400 samples
// each, one every 320.
//
//   nn::FeatureEncoder features({.norm = nn::ExtractorNorm::layer});
//   const auto frames = features.forward(clip);  // [T] to [features.frames(T), 512]
//
// Source: Baevski et al., "wav2vec 2.0", 2020, section 2.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/activation.hpp>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// Where the norms of a FeatureEncoder stand.
enum class ExtractorNorm {
  group,  ///< behind the first convolution alone: every channel over the clip's own frames
  layer   ///< behind every convolution: every frame over its channels
};

/// Sizes and kind of a FeatureEncoder; those of wav2vec 2.0 to begin with.
struct FeatureEncoderOptions {
  /// Channels of each convolution.
  std::vector<std::int64_t> channels = {512, 512, 512, 512, 512, 512, 512};
  /// Widths, in samples or frames.
  std::vector<std::int64_t> kernels = {10, 3, 3, 3, 3, 2, 2};
  /// Strides, in samples or frames.
  std::vector<std::int64_t> strides = {5, 2, 2, 2, 2, 2, 2};
  /// Whether convolutions have a bias.
  bool bias = false;
  /// Where norms stand.
  ExtractorNorm norm = ExtractorNorm::group;
  /// Behind each convolution.
  Activation activation = Activation::gelu;
  /// Within conv_layers.N.
  std::string convolution_name = "conv", norm_name = "layer_norm";
};

class FeatureConvolution;  // a convolution, its norm and its activation

/// Parameters conv_layers.N.conv.weight, conv.bias, layer_norm.weight and layer_norm.bias. Each
/// clip is worked on alone, so that neither the statistics of the group norm nor the convolutions
/// see padding.
class FeatureEncoder : public torch::nn::Module {
 public:
  /// Throws std::invalid_argument for lists of different lengths or entries below 1.
  explicit FeatureEncoder(const FeatureEncoderOptions& options);

  /// Channels that come out.
  std::int64_t width() const { return options_.channels.back(); }
  std::int64_t frames(std::int64_t samples) const;  ///< 0: too short
  std::int64_t samples(std::int64_t frames) const;  ///< the fewest that give so many frames

  /// [run] One clip [T] to [frames(T), width()].
  at::Tensor forward(const at::Tensor& clip);
  /// [run] Clips [B, T] to frames [B, F, width()] with their lengths.
  onnx::Sequence to_onnx(const onnx::Sequence& audio) const;

 private:
  at::Tensor with_graph(const at::Tensor& clip);
  at::Tensor by_stretches(const at::Tensor& clip);

  FeatureEncoderOptions options_;
  std::vector<std::shared_ptr<FeatureConvolution>> layers_;
};

}  // namespace serhost::nn
