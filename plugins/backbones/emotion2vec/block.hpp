// One block of data2vec 2.0: attention with queries, keys and values in one product, norms behind
// the residuals.
#pragma once

#include <serhost/nn/attention.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/onnx.hpp>
#include <vector>

namespace emotion2vec {

struct BlockOptions {
  std::int64_t width = 768, heads = 12, hidden = 3072;
  double epsilon = 1e-5;
  double dropout = 0.1;             ///< behind attention
  double attention_dropout = 0.1;   ///< of attention weights
  double activation_dropout = 0.0;  ///< within the feed-forward network
  double post_mlp_dropout = 0.1;    ///< behind it
};

/// Parameters attn.qkv.*, attn.proj.*, norm1.*, mlp.fc1.*, mlp.fc2.*, norm2.*.
class Block : public torch::nn::Module {
 public:
  explicit Block(const BlockOptions& options);

  struct Output {
    at::Tensor values;  // [N, D]
    at::Tensor target;  // [N, D]: what the feed-forward network gave, before residual and norm;
                        // data2vec's teacher is read there
  };
  /// [run] frames [N, D].
  Output forward(const serhost::nn::Packed& frames, const serhost::nn::LogitBias& bias,
                 serhost::Step& step);
  /// [run] Clips [B, F, D] in evaluation; `bias` is added to the logits.
  serhost::onnx::Value to_onnx(const serhost::onnx::Value& x,
                               const serhost::onnx::Value& bias) const;

 private:
  std::vector<serhost::onnx::Value> project_to_onnx(const serhost::onnx::Value& x) const;

  BlockOptions options_;
  std::shared_ptr<serhost::nn::Linear> qkv_, projection_, inner_, outer_;
  std::shared_ptr<serhost::nn::LayerNorm> attention_norm_, final_norm_;
};

}  // namespace emotion2vec
