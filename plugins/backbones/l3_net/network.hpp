// The audio network of L3-Net under the names of OpenL3's Keras layers, and with their layouts:
// kernels are [3, 3, inputs, outputs] over (frequency, time).
#pragma once

#include <torch/nn/module.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace l3_net {

/// Keras's batch norm over channels: epsilon 1e-3, momentum 0.99.
class BatchNorm : public torch::nn::Module {
 public:
  explicit BatchNorm(std::int64_t channels);
  at::Tensor forward(const at::Tensor& maps);  // [N, C, H, W]

 private:
  at::Tensor gamma_, beta_, mean_, variance_;
};

/// A 3x3 convolution that keeps the size of a map.
class Convolution : public torch::nn::Module {
 public:
  Convolution(std::int64_t inputs, std::int64_t outputs);
  at::Tensor forward(const at::Tensor& maps) const;

 private:
  at::Tensor kernel_, bias_;
};

/// How far maxima of the last map reach, in (frequency, time).
using Pool = std::array<std::int64_t, 2>;

class Network : public torch::nn::Module {
 public:
  /// `channels` of the first block; each further one has twice as many.
  explicit Network(std::int64_t channels);
  /// [N, bands, columns] to the last map [N, 8 channels, bands / 8, columns / 8].
  at::Tensor map(const at::Tensor& spectrograms);
  /// The largest of each part of a map, in the order (frequency, time, channel): [N, cells * C].
  static at::Tensor embedding(const at::Tensor& map, const Pool& pool);

 private:
  std::shared_ptr<BatchNorm> input_;
  std::vector<std::shared_ptr<Convolution>> convolutions_;  // two for each of four blocks
  std::vector<std::shared_ptr<BatchNorm>> norms_;           // none behind the last
};

}  // namespace l3_net
