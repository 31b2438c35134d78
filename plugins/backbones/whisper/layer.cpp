// Where nothing is dropped, a residual is added in the same pass as the product before it.
#include "layer.hpp"

#include <ATen/TensorOperators.h>

#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>

namespace whisper {

namespace nn = serhost::nn;

Layer::Layer(const LayerOptions& options) : options_(options) {
  const auto width = options.width;
  key_ = nn::register_at(*this, "self_attn.k_proj",
                         std::make_shared<nn::Linear>(width, width, /*with_bias=*/false));
  value_ = nn::register_at(*this, "self_attn.v_proj", std::make_shared<nn::Linear>(width, width));
  query_ = nn::register_at(*this, "self_attn.q_proj", std::make_shared<nn::Linear>(width, width));
  out_ = nn::register_at(*this, "self_attn.out_proj", std::make_shared<nn::Linear>(width, width));
  attention_norm_ = register_module("self_attn_layer_norm", std::make_shared<nn::LayerNorm>(width));
  inner_ = register_module("fc1", std::make_shared<nn::Linear>(width, options.hidden));
  outer_ = register_module("fc2", std::make_shared<nn::Linear>(options.hidden, width));
  final_norm_ = register_module("final_layer_norm", std::make_shared<nn::LayerNorm>(width));
}

at::Tensor Layer::forward(const nn::Packed& frames, serhost::Step& step) {
  const auto joined = [&](nn::Linear& product, const at::Tensor& values,
                          const at::Tensor& residual) {
    if (!step.training || options_.dropout <= 0) return product.add(values, residual);
    return residual + nn::dropout(product.forward(values), options_.dropout, step);
  };
  const auto x = attention_norm_->forward(frames.values);
  const auto mixed =
      nn::attend(query_->forward(x), key_->forward(x), value_->forward(x), frames.lengths,
                 {.heads = options_.heads, .dropout = options_.attention_dropout}, {}, step);
  const auto attended = joined(*out_, mixed, frames.values);
  const auto hidden = inner_->forward(final_norm_->forward(attended), options_.activation);
  return joined(*outer_, nn::dropout(hidden, options_.activation_dropout, step), attended);
}

}  // namespace whisper
