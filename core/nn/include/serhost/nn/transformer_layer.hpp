// One layer of the encoders that share wav2vec 2.0's names: self-attention and a feed-forward
// network, each with a residual.
//
//   nn::TransformerLayer layer({.width = 768, .heads = 12, .norm_first = true}, false);
//   frames.values = layer.forward(frames, /*bias=*/{}, step);  // [N, 768]
//
// Source: Vaswani et al., "Attention Is All You Need", 2017; norms before or behind the residuals.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <optional>
#include <serhost/nn/attention.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/nn/relative_bias.hpp>
#include <serhost/onnx.hpp>

namespace serhost::nn {

/// Sizes and kind of the layers.
struct TransformerOptions {
  /// Width of the frames, layers, heads, and width between the two layers of the feed-forward
  /// network.
  std::int64_t width = 768, layers = 12, heads = 12, hidden = 3072;
  /// Norms before attention and feed-forward network; false: behind their residuals.
  bool norm_first = false;
  /// Of the feed-forward network.
  Activation activation = Activation::gelu;
  /// Of the norms: added to the variance.
  double epsilon = 1e-5;
  /// Probabilities, in training: of what is added to residuals, of attention weights, within the
  /// feed-forward network.
  double dropout = 0.1, attention_dropout = 0.1, activation_dropout = 0.0;
  /// No buckets: none.
  RelativeBiasOptions relative_bias = {};
};

/// Parameters attention.{q,k,v,out}_proj.*, layer_norm.*,
/// feed_forward.{intermediate,output}_dense.*, final_layer_norm.*, and with a relative bias
/// attention.gru_rel_pos_linear.* and gru_rel_pos_const.
class TransformerLayer : public torch::nn::Module {
 public:
  /// `owns_table`: registers attention.rel_attn_embed.weight, which the first layer holds for all.
  TransformerLayer(const TransformerOptions& options, bool owns_table);

  /// [run] [N, D] to [N, D]. `bias` is undefined unless options.relative_bias is on.
  at::Tensor forward(const Packed& frames, const RelativeBias& bias, Step& step);

  /// [run] [B, F, D] to the same. `mask` as onnx::key_mask gives it; `bias` as
  /// RelativeBias::to_onnx does, or undefined.
  onnx::Value to_onnx(const onnx::Value& frames, const onnx::Value& mask,
                      const onnx::Value& bias) const;

  void prepare_for_inference();  ///< its large weights, as Product::prepare_for_inference

  const at::Tensor& bias_table() const { return table_; }  ///< [buckets, H], or undefined

 private:
  bool adapted() const;  ///< queries, keys or values are: they are no one product any more
  /// residual + what attention makes of `values`.
  at::Tensor attention(const at::Tensor& values, const at::Tensor& residual, const Lengths& lengths,
                       const RelativeBias& bias, Step& step);
  at::Tensor feed_forward(const at::Tensor& values, const at::Tensor& residual, Step& step);
  onnx::Value attention(const onnx::Value& values, const onnx::Value& mask,
                        const onnx::Value& bias) const;
  onnx::Value feed_forward(const onnx::Value& values) const;

  TransformerOptions options_;
  std::shared_ptr<Linear> query_, key_, value_, out_, inner_, outer_;
  Product qkv_;  // queries, keys and values in one product
  std::shared_ptr<LayerNorm> attention_norm_, final_norm_;
  std::optional<RelativeGate> gate_;
  at::Tensor table_;
};

}  // namespace serhost::nn
