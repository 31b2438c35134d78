// One layer of Whisper's encoder: norms before attention and feed-forward network; the keys have no
// bias.
#pragma once

#include <serhost/nn/attention.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/onnx.hpp>

namespace whisper {

struct LayerOptions {
  std::int64_t width = 512, heads = 8, hidden = 2048;
  serhost::nn::Activation activation = serhost::nn::Activation::gelu;
  double dropout = 0.0, attention_dropout = 0.0, activation_dropout = 0.0;
};

/// Parameters self_attn.{q,k,v,out}_proj.*, self_attn_layer_norm.*, fc1.*, fc2.*,
/// final_layer_norm.*.
class Layer : public torch::nn::Module {
 public:
  explicit Layer(const LayerOptions& options);
  at::Tensor forward(const serhost::nn::Packed& frames,
                     serhost::Step& step);  ///< [run] [N, D] to [N, D]
  /// [run] In evaluation, windows [N, P, D] to the same.
  serhost::onnx::Value to_onnx(const serhost::onnx::Value& x) const;

 private:
  LayerOptions options_;
  std::shared_ptr<serhost::nn::Linear> query_, key_, value_, out_, inner_, outer_;
  std::shared_ptr<serhost::nn::LayerNorm> attention_norm_, final_norm_;
};

}  // namespace whisper
