// Convolutions as the first wav2vec has them, each followed by a norm over all channels and frames
// of the clip. The same class is its encoder of the waveform and its aggregator, which only looks
// back.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/activation.hpp>
#include <serhost/step.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

struct ConvolutionStackOptions {
  std::int64_t inputs = 1;
  std::vector<std::int64_t> channels, kernels, strides;  ///< one of each for every layer
  bool bias = false;                                     ///< of the convolutions
  bool affine = true;  ///< whether the norms have a gain and an offset
  Activation activation = Activation::relu;
  double dropout = 0.0;  ///< before each norm
  bool causal = false;   ///< stride 1, and as many frames as came in: frame t sees none behind t
  bool zeros_before =
      false;              ///< before a causal layer's first frame are zeros; else that frame again
  bool residual = false;  ///< x becomes (layer(x) + x) * residual_scale
  double residual_scale = 1.0;
  std::int64_t most_values =
      std::int64_t{1}
      << 26;  ///< of the first layer of one clip, held at once where no graph is: 256 MiB
  std::string convolution_name = "0", norm_name = "2";  ///< within conv_layers.N
};

/// Parameters conv_layers.N.0.{weight, bias} and conv_layers.N.2.{weight, bias}, by the names that
/// the options give.
class ConvolutionStack : public torch::nn::Module {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit ConvolutionStack(const ConvolutionStackOptions& options);

  std::size_t layers() const { return layers_.size(); }
  std::int64_t width() const { return options_.channels.back(); }
  std::int64_t frames(std::int64_t length) const;  ///< 0: too short
  std::int64_t shortest() const;                   ///< the smallest length that gives a frame

  /// [run] One layer of one clip, [inputs, T] to [channels, frames].
  at::Tensor layer(std::size_t index, const at::Tensor& clip, Step& step);
  at::Tensor forward(const at::Tensor& clip, Step& step);  ///< [run] all of them

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
