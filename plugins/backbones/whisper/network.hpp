// The network of Whisper's encoder: two convolutions over a log-mel spectrum, a table of positions,
// layers, a norm.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "layer.hpp"

namespace whisper {

struct NetworkOptions {
  LayerOptions layer = {};
  std::int64_t layers = 6, mels = 80, positions = 1500;
  double layer_drop = 0.0;
};

/// Parameters conv1.*, conv2.*, embed_positions.weight (a table that does not learn), layers.N.*
/// and layer_norm.*.
class Network : public torch::nn::Module {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit Network(const NetworkOptions& options);

  const NetworkOptions& options() const { return options_; }

  /// [run] One window of 2 * positions mel frames [2P, mels] to [P, D], positions added.
  at::Tensor convolve(const at::Tensor& mel, serhost::Step& step) const;

  /// [run] All hidden states of windows [N, D], N a multiple of the positions: what enters the
  /// first layer, then what each layer gives; the last is behind the norm.
  std::vector<at::Tensor> states(const at::Tensor& windows, serhost::Step& step);

  /// [run] The same of spectra [N, 2P, mels], in evaluation: [N, P, D] each.
  std::vector<serhost::onnx::Value> to_onnx(const serhost::onnx::Value& mel) const;

 private:
  NetworkOptions options_;
  at::Tensor first_weight_, first_bias_, second_weight_, second_bias_, positions_;
  std::vector<std::shared_ptr<Layer>> layers_;
  std::shared_ptr<serhost::nn::LayerNorm> norm_;
};

}  // namespace whisper
