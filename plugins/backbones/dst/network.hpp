// The layers of DST (Deformable Speech Transformer) under the names of its own module.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/step.hpp>
#include <string>
#include <vector>

namespace dst {

struct NetworkOptions {
  std::int64_t width = 1024, layers = 4, heads = 8, hidden = 512;
  std::int64_t window = 326;  ///< frames that attend to one another
  std::int64_t rows = 326;    ///< of the table of positions, at least `window`
  std::string positions = "sinusoid";
  double dropout = 0.1;
};

/// Where each head of each frame looks: all [N, H, W].
struct Places {
  at::Tensor offset, duration;  ///< in frames
};

/// Attention in a window of each frame's and head's own place and length. Gradients reach both
/// through the weights of the window's two ends and of the two frames around its middle.
class DeformableAttention : public torch::nn::Module {
 public:
  explicit DeformableAttention(const NetworkOptions& options);

  /// `frames` [N, W, D] to the same; `valid` [N, W] bool, or undefined where all are.
  at::Tensor forward(const at::Tensor& frames, const at::Tensor& valid, serhost::Step& step);
  /// [N, H, W] each, of projected queries [N, W, D].
  Places places(const at::Tensor& query);
  /// What logits are multiplied with [N, H, W, W]; `outside` becomes true where a key is not seen.
  static at::Tensor point_weights(const Places& places, at::Tensor& outside);

 private:
  NetworkOptions options_;
  std::shared_ptr<serhost::nn::Linear> qkv_, place_, out_;
};

class Layer : public torch::nn::Module {
 public:
  explicit Layer(const NetworkOptions& options);
  at::Tensor forward(const at::Tensor& frames, const at::Tensor& valid, serhost::Step& step);
  DeformableAttention& attention() { return *attention_; }

 private:
  double dropout_;
  std::shared_ptr<DeformableAttention> attention_;
  std::shared_ptr<serhost::nn::LayerNorm> attention_norm_, final_norm_;
  std::shared_ptr<serhost::nn::Linear> inner_, outer_;
};

class Network : public torch::nn::Module {
 public:
  explicit Network(const NetworkOptions& options);
  /// The normed input with positions, and what each layer gives: layers + 1 of [N, W, D].
  std::vector<at::Tensor> forward(const at::Tensor& windows, const at::Tensor& valid,
                                  serhost::Step& step);
  DeformableAttention& attention(std::size_t layer) { return layers_[layer]->attention(); }
  const at::Tensor& position() const { return position_; }

 private:
  NetworkOptions options_;
  std::shared_ptr<serhost::nn::LayerNorm> norm_;
  at::Tensor position_;  // [rows, D], not trained; a buffer
  std::vector<std::shared_ptr<Layer>> layers_;
};

}  // namespace dst
