// The speech VQ-VAE of VQ-MAE-S under the names of its own module: one power spectrum becomes 64 of
// 256 codes, and back.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace vq_mae_s {

constexpr std::int64_t kBins = 513, kCodes = 256, kCodeWidth = 8, kIndices = 64;

/// Whose statistics a batch norm takes.
enum class Statistics {
  running,  ///< those gathered in training
  own,      ///< of what it is given, as the published index maps were made
  gathered  ///< of what it is given, and gathered
};

/// PyTorch's batch norm: epsilon 1e-5, momentum 0.1.
class Norm : public torch::nn::Module {
 public:
  explicit Norm(std::int64_t channels);
  at::Tensor forward(const at::Tensor& x, Statistics statistics);

 private:
  at::Tensor weight_, bias_, mean_, variance_, count_;
};

/// Twice x + what two convolutions make of it, then tanh.
class ResidualStack : public torch::nn::Module {
 public:
  ResidualStack();
  at::Tensor forward(at::Tensor x);

 private:
  std::vector<torch::nn::Conv1d> wide_, narrow_;
};

/// Spectra to codes.
class VqEncoder : public torch::nn::Module {
 public:
  VqEncoder();
  /// [N, 513] to [N, 8, 64].
  at::Tensor encode(const at::Tensor& spectra, Statistics statistics);
  /// [N, 8, 64] to the nearest codes [N, 64] int64.
  at::Tensor codes(const at::Tensor& encoded) const;
  /// [N, 64] to [N, 8, 64].
  at::Tensor vectors(const at::Tensor& codes) const;
  /// The exponential moving averages that the codebook is: counts and sums decay by 0.99, counts
  /// are smoothed by 1e-5, and each code becomes the mean of its vectors.
  void learn(const at::Tensor& encoded, const at::Tensor& codes);

 private:
  torch::nn::Conv1d first_{nullptr}, second_{nullptr}, third_{nullptr}, last_{nullptr};
  std::shared_ptr<Norm> norm1_, norm2_, norm3_;
  std::shared_ptr<ResidualStack> residual_;
  at::Tensor codebook_, counts_, sums_;
};

/// Codes to spectra.
class VqDecoder : public torch::nn::Module {
 public:
  VqDecoder();
  at::Tensor forward(const at::Tensor& vectors, Statistics statistics);  // [N, 8, 64] to [N, 513]

 private:
  torch::nn::Conv1d first_{nullptr};
  torch::nn::ConvTranspose1d second_{nullptr}, third_{nullptr}, last_{nullptr};
  std::shared_ptr<Norm> norm1_, norm2_;
  std::shared_ptr<ResidualStack> residual_;
};

/// The divergence of Itakura and Saito, mean of x / y - log(x / y) - 1, with 1e-10 added to both.
at::Tensor itakura_saito(const at::Tensor& x, const at::Tensor& y);

}  // namespace vq_mae_s
