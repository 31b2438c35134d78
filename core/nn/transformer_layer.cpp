// Where nothing is dropped, a residual is added in the same pass as the product before it.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/transformer_layer.hpp>

namespace serhost::nn {

TransformerLayer::TransformerLayer(const TransformerOptions& options, bool owns_table)
    : options_(options) {
  const auto width = options.width;
  key_ = register_at(*this, "attention.k_proj", std::make_shared<Linear>(width, width));
  value_ = register_at(*this, "attention.v_proj", std::make_shared<Linear>(width, width));
  query_ = register_at(*this, "attention.q_proj", std::make_shared<Linear>(width, width));
  out_ = register_at(*this, "attention.out_proj", std::make_shared<Linear>(width, width));
  if (options.relative_bias.buckets > 0) {
    gate_.emplace(container_at(*this, "attention"), width, options.heads);
    if (owns_table) {
      table_ = register_parameter_at(
          *this, "attention.rel_attn_embed.weight",
          at::empty({options.relative_bias.buckets, options.heads}).normal_(0, 0.02));
    }
  }
  attention_norm_ =
      register_module("layer_norm", std::make_shared<LayerNorm>(width, options.epsilon));
  inner_ = register_at(*this, "feed_forward.intermediate_dense",
                       std::make_shared<Linear>(width, options.hidden));
  outer_ = register_at(*this, "feed_forward.output_dense",
                       std::make_shared<Linear>(options.hidden, width));
  final_norm_ =
      register_module("final_layer_norm", std::make_shared<LayerNorm>(width, options.epsilon));
}

void TransformerLayer::prepare_for_inference() {
  if (!adapted())
    qkv_.prepare_for_inference({query_->weight, key_->weight, value_->weight},
                               {query_->bias, key_->bias, value_->bias});
  for (const auto& linear : {out_, inner_, outer_}) linear->prepare_for_inference();
}

bool TransformerLayer::adapted() const {
  return query_->adapted() || key_->adapted() || value_->adapted();
}

at::Tensor TransformerLayer::attention(const at::Tensor& values, const at::Tensor& residual,
                                       const Lengths& lengths, const RelativeBias& bias,
                                       Step& step) {
  LogitBias logits;
  std::vector<std::int64_t> begins;
  if (gate_) {
    std::int64_t begin = 0;
    for (const auto length : lengths) {
      begins.push_back(begin);
      begin += length;
    }
    logits = [gate = (*gate_)(values), &bias, &lengths, &begins](std::size_t clip, std::int64_t row,
                                                                 std::int64_t rows) {
      return gate.narrow(1, begins[clip] + row, rows).unsqueeze(-1) *
             bias.of(lengths[clip]).narrow(1, row, rows);
    };
  }
  const AttentionOptions how{
      .heads = options_.heads, .dropout = options_.attention_dropout, .reversed_keys = true};
  const auto qkv = adapted() ? std::vector{query_->forward(values), key_->forward(values),
                                           value_->forward(values)}
                             : qkv_.linears(values, {query_->weight, key_->weight, value_->weight},
                                            {query_->bias, key_->bias, value_->bias});
  const auto mixed = attend(qkv[0], qkv[1], qkv[2], lengths, how, logits, step);
  if (!step.training || options_.dropout <= 0) return out_->add(mixed, residual);
  return residual + dropout(out_->forward(mixed), options_.dropout, step);
}

at::Tensor TransformerLayer::feed_forward(const at::Tensor& values, const at::Tensor& residual,
                                          Step& step) {
  const auto hidden =
      dropout(inner_->forward(values, options_.activation), options_.activation_dropout, step);
  if (!step.training || options_.dropout <= 0) return outer_->add(hidden, residual);
  return residual + dropout(outer_->forward(hidden), options_.dropout, step);
}

at::Tensor TransformerLayer::forward(const Packed& frames, const RelativeBias& bias, Step& step) {
  const auto& x = frames.values;
  if (options_.norm_first) {
    const auto attended = attention(attention_norm_->forward(x), x, frames.lengths, bias, step);
    return feed_forward(final_norm_->forward(attended), attended, step);
  }
  const auto attended = attention_norm_->forward(attention(x, x, frames.lengths, bias, step));
  return final_norm_->forward(feed_forward(attended, attended, step));
}

}  // namespace serhost::nn
