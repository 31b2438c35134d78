// Where a frame stands, told by convolutions over its neighbors instead of a table of positions.
//
//   auto positions = nn::make_positions(768, {.kernel = 128, .groups = 16});
//   const auto x = frames.values + positions->forward(frames, step);
//
// Source: Mohamed et al., "Transformers with convolutional context for ASR", 2019; wav2vec 2.0;
// data2vec (stacked).
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <serhost/nn/activation.hpp>
#include <serhost/nn/derived.hpp>
#include <serhost/nn/packed.hpp>
#include <serhost/nn/product.hpp>
#include <serhost/onnx.hpp>
#include <serhost/step.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// Which convolutions tell positions.
struct PositionOptions {
  /// Width in frames, and groups of channels.
  std::int64_t kernel = 128, groups = 16;
  /// 0: one convolution with weight norm; else so many one behind the other, each with a layer
  /// norm.
  std::int64_t depth = 0;
  /// Of one convolution: a batch norm before it instead of the weight norm.
  bool batch_norm = false;
  /// Behind each convolution.
  Activation activation = Activation::gelu;
  /// Names of convolutions one behind the other: layers.0.conv.
  std::string stack_prefix = "layers.",
              /// Names of convolutions one behind the other: layers.0.conv.
      stack_suffix = ".conv";
  std::int64_t stack_first = 0;  ///< the number of the first
};

/// What is added to the frames of each clip.
class Positions : public torch::nn::Module {
 public:
  virtual at::Tensor forward(const Packed& frames,
                             Step& step) = 0;  ///< [run] [N, width] to [N, width]
  /// [run] In evaluation, [B, F, width] to the same.
  virtual onnx::Value to_onnx(const onnx::Sequence& frames) const = 0;
};

/// One wide convolution: parameters conv.bias and either conv.weight_g [1, 1, K] (a norm for each
/// place of the kernel) and conv.weight_v [D, D / groups, K] (the directions), or conv.weight and
/// batch_norm.*.
class WidePositions : public Positions {
 public:
  /// `width` is that of the frames.
  WidePositions(std::int64_t width, const PositionOptions& options);
  at::Tensor forward(const Packed& frames, Step& step) override;
  onnx::Value to_onnx(const onnx::Sequence& frames) const override;

 private:
  at::Tensor merged() const;
  at::Tensor weight();
  at::Tensor normalized(const at::Tensor& frames, Step& step);

  PositionOptions options_;
  at::Tensor norms_, directions_, bias_;
  at::Tensor gain_, offset_, running_mean_, running_variance_, batches_;  // of the batch norm
  Derived merged_;
  ConvolutionGelu convolution_;
};

/// Convolutions one behind the other, each followed by a layer norm without parameters and the
/// activation: parameters layers.0.conv.weight, layers.0.conv.bias, ...
class StackedPositions : public Positions {
 public:
  /// `width` is that of the frames.
  StackedPositions(std::int64_t width, const PositionOptions& options);
  at::Tensor forward(const Packed& frames, Step& step) override;
  onnx::Value to_onnx(const onnx::Sequence& frames) const override;

 private:
  PositionOptions options_;
  std::vector<at::Tensor> weights_, biases_;
};

/// Of the kind that `options` name. Throws std::invalid_argument where the groups do not divide the
/// width.
std::shared_ptr<Positions> make_positions(std::int64_t width, const PositionOptions& options);

}  // namespace serhost::nn
