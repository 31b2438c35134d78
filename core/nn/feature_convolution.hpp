// One convolution of the feature encoder with its norm and its activation.
#pragma once

#include <serhost/nn/feature_encoder.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/nn/product.hpp>

namespace serhost::nn {

/// Parameters conv.weight [O, I, K], conv.bias, layer_norm.weight and layer_norm.bias, as far as
/// the options have them.
class FeatureConvolution : public torch::nn::Module {
 public:
  FeatureConvolution(const FeatureEncoderOptions& options, std::size_t index);

  /// [run] [1, I, T] to [1, O, T'], with a graph where one is needed. Of T' the first `valid` are
  /// the clip's own, which a group norm is over.
  at::Tensor forward(const at::Tensor& values, std::int64_t valid);

  /// What a convolution has become for one clip: a group norm over it is an affine map of each
  /// channel, known before the first product from the mean and the covariance of the windows.
  struct Weights {
    at::Tensor weight, bias;  // [O, K * I], [O] or undefined
  };
  Weights first_weights(const at::Tensor& clip);  ///< [run] clip [T, I]

  /// [run] [T, I] to [T', O] without a graph; `given` where the weights are the clip's own.
  at::Tensor forward_frames(const at::Tensor& values, const Weights* given);

  /// [run] Values [B, I, T] with their lengths to [B, O, T'].
  onnx::Sequence to_onnx(const onnx::Sequence& in) const;

 private:
  at::Tensor windows(const at::Tensor& values) const;
  at::Tensor flat_weight();

  std::int64_t stride_;
  ExtractorNorm norm_kind_;
  Activation activation_;
  at::Tensor weight_, bias_;
  std::shared_ptr<LayerNorm> norm_;
  Derived flat_;
  Product product_;
};

}  // namespace serhost::nn
