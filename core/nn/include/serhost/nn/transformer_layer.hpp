// One layer of the encoders that share wav2vec 2.0's names: self-attention and a feed-forward
// network, each with a residual.
#pragma once

#include <optional>
#include <serhost/nn/attention.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/nn/relative_bias.hpp>

namespace serhost::nn {

struct TransformerOptions {
  std::int64_t width = 768, layers = 12, heads = 12, hidden = 3072;
  bool norm_first =
      false;  ///< norms before attention and feed-forward network; false: behind their residuals
  Activation activation = Activation::gelu;
  double epsilon = 1e-5;
  double dropout = 0.1, attention_dropout = 0.1, activation_dropout = 0.0;
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

  void prepare_for_inference();  ///< its large weights, as Product::prepare_for_inference

  const at::Tensor& bias_table() const { return table_; }  ///< [buckets, H], or undefined

 private:
  /// residual + what attention makes of `values`.
  at::Tensor attention(const at::Tensor& values, const at::Tensor& residual, const Lengths& lengths,
                       const RelativeBias& bias, Step& step);
  at::Tensor feed_forward(const at::Tensor& values, const at::Tensor& residual, Step& step);

  TransformerOptions options_;
  std::shared_ptr<Linear> query_, key_, value_, out_, inner_, outer_;
  Product qkv_;  // queries, keys and values in one product
  std::shared_ptr<LayerNorm> attention_norm_, final_norm_;
  std::optional<RelativeGate> gate_;
  at::Tensor table_;
};

}  // namespace serhost::nn
