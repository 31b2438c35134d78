// Convolutions as the first wav2vec has them, each followed by a norm over all channels and frames
// of the clip. The same class is its encoder of the waveform and its aggregator, which only looks
// back.
//
//   nn::ConvolutionStack features({.channels = {512, 512}, .kernels = {10, 8}, .strides = {5, 4}});
//   const auto frames = features.forward(wave.unsqueeze(0), step);  // [1, T] to [512, F]
//
// Source: Schneider et al., "wav2vec: Unsupervised Pre-training for Speech Recognition", 2019.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/activation.hpp>
#include <serhost/onnx.hpp>
#include <serhost/step.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// Sizes and kind of a ConvolutionStack.
struct ConvolutionStackOptions {
  /// Channels that come in: 1 of a waveform.
  std::int64_t inputs = 1;
  /// One of each for every layer.
  std::vector<std::int64_t> channels, kernels, strides;
  bool bias = false;   ///< of the convolutions
  bool affine = true;  ///< whether the norms have a gain and an offset
  /// Behind each norm.
  Activation activation = Activation::relu;
  double dropout = 0.0;  ///< before each norm
  bool causal = false;   ///< stride 1, and as many frames as came in: frame t sees none behind t
  /// Before a causal layer's first frame are zeros; else that frame again.
  bool zeros_before = false;
  bool residual = false;  ///< x becomes (layer(x) + x) * residual_scale
  /// See `residual`.
  double residual_scale = 1.0;
  std::int64_t most_values =
      std::int64_t{1}
      << 26;  ///< of the first layer of one clip, held at once where no graph is: 256 MiB
  /// Within conv_layers.N.
  std::string convolution_name = "0", norm_name = "2";
};

/// Parameters conv_layers.N.0.{weight, bias} and conv_layers.N.2.{weight, bias}, by the names that
/// the options give.
class ConvolutionStack : public torch::nn::Module {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit ConvolutionStack(const ConvolutionStackOptions& options);

  /// How many layers.
  std::size_t layers() const { return layers_.size(); }
  /// Channels that come out.
  std::int64_t width() const { return options_.channels.back(); }
  std::int64_t frames(std::int64_t length) const;  ///< 0: too short
  std::int64_t shortest() const;                   ///< the smallest length that gives a frame

  /// [run] One layer of one clip, [inputs, T] to [channels, frames].
  at::Tensor layer(std::size_t index, const at::Tensor& clip, Step& step);
  at::Tensor forward(const at::Tensor& clip, Step& step);  ///< [run] all of them

  /// [run] The same as ONNX, of [B, inputs, T] to [B, channels, frames].
  onnx::Sequence layer_to_onnx(std::size_t index, const onnx::Sequence& in) const;

  /// Those of one layer, for stages.
  std::vector<at::Tensor> layer_parameters(std::size_t index) const;

 private:
  static constexpr double kEpsilon = 1e-5;

  struct Layer {
    at::Tensor weight, bias, gain, offset;  // all but the first may be undefined
  };

  bool needs_stretches(const at::Tensor& clip, const Step& step) const;
  at::Tensor first_two(const at::Tensor& clip) const;
  at::Tensor normed(std::size_t index, at::Tensor values, double mean,
                    double variance) const;  ///< writes into `values`

  ConvolutionStackOptions options_;
  std::vector<Layer> layers_;
};

}  // namespace serhost::nn
