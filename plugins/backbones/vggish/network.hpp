// The layers of VGGish under the names that torchvggish gives their weights: features.0 ...
// features.13, embeddings.0, 2, 4.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <cstdint>
#include <serhost/onnx.hpp>
#include <serhost/step.hpp>
#include <vector>

namespace vggish {

constexpr std::int64_t kPatchFrames = 96, kMels = 64, kEmbedding = 128;

/// A width of `full` scaled by `factor`: a multiple of 8, at least 8.
std::int64_t scaled(std::int64_t full, double factor);

/// Six 3x3 convolutions in four blocks, each block ending with 2x2 maxima: [N, 96, 64] patches to
/// [N, 6 * 4 * C], in the order (time, frequency, channel).
class Features : public torch::nn::Module {
 public:
  /// `group_norm`: normalize over groups of 8 channels of a patch behind every convolution.
  Features(double width, bool group_norm);
  std::int64_t width() const { return width_; }
  torch::Tensor forward(const torch::Tensor& patches);
  serhost::onnx::Value to_onnx(const serhost::onnx::Value& patches) const;

 private:
  std::int64_t width_ = 0;
  std::vector<torch::nn::Conv2d> convolutions_;
  std::vector<torch::nn::GroupNorm> norms_;  // empty, or one for each convolution
};

/// Three fully connected layers: [N, inputs] to [N, 128].
class Embeddings : public torch::nn::Module {
 public:
  Embeddings(std::int64_t inputs, double width, double dropout, bool final_relu);
  torch::Tensor forward(const torch::Tensor& features, serhost::Step& step);
  serhost::onnx::Value to_onnx(const serhost::onnx::Value& features) const;

 private:
  double dropout_;
  bool final_relu_;
  torch::nn::Linear first_{nullptr}, second_{nullptr}, last_{nullptr};
};

}  // namespace vggish
