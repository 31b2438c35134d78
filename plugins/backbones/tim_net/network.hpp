// The two streams of TIM-Net under the names of its Keras layers, and with their layouts: kernels
// of convolutions are [taps, inputs, outputs].
#pragma once

#include <torch/nn/module.h>

#include <serhost/backbone.hpp>
#include <vector>

namespace tim_net {

struct NetworkOptions {
  std::int64_t inputs = 39, filters = 39, blocks = 8;
  double dropout = 0.1;
};

/// A causal convolution of two taps: what lies `dilation` frames back, and now.
class CausalConvolution : public torch::nn::Module {
 public:
  CausalConvolution(std::int64_t taps, std::int64_t inputs, std::int64_t outputs,
                    std::int64_t dilation);
  at::Tensor forward(const at::Tensor& frames) const;  // [B, F, inputs] to [B, F, outputs]

 private:
  std::int64_t dilation_;
  at::Tensor kernel_, bias_;
};

/// Keras's batch norm over valid frames: epsilon 1e-3, momentum 0.99, population variance.
class BatchNorm : public torch::nn::Module {
 public:
  explicit BatchNorm(std::int64_t width);
  at::Tensor forward(const at::Tensor& frames, const at::Tensor& lengths);

 private:
  at::Tensor gamma_, beta_, mean_, variance_;
};

/// x times the sigmoid of what two convolutions make of it.
class Block : public torch::nn::Module {
 public:
  Block(std::int64_t filters, std::int64_t dilation, double dropout);
  at::Tensor forward(const at::Tensor& frames, const at::Tensor& lengths, serhost::Step& step);

 private:
  double dropout_;
  std::vector<std::shared_ptr<CausalConvolution>> convolutions_;
  std::vector<std::shared_ptr<BatchNorm>> norms_;
};

/// One direction: what each block gives, [B, F, filters] each.
class Stream : public torch::nn::Module {
 public:
  explicit Stream(const NetworkOptions& options);
  std::vector<at::Tensor> forward(const at::Tensor& frames, const at::Tensor& lengths,
                                  serhost::Step& step);

 private:
  std::shared_ptr<CausalConvolution> input_;
  std::vector<std::shared_ptr<Block>> blocks_;
};

class Network : public torch::nn::Module {
 public:
  explicit Network(const NetworkOptions& options);

  /// What each block gives in both directions together, in the order of time: [B, F, filters] each.
  std::vector<at::Tensor> blocks(const serhost::Sequence& frames, serhost::Step& step);
  /// Their learned sum [B, F, filters] fp32; its mean over time is TIM-Net's vector for the clip.
  at::Tensor forward(const serhost::Sequence& frames, serhost::Step& step);
  Stream& ahead() { return *forward_; }
  Stream& back() { return *backward_; }

 private:
  std::shared_ptr<Stream> forward_, backward_;
  at::Tensor weights_;  // [blocks, 1]
};

}  // namespace tim_net
