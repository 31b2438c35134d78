// The layers of a block.
#include "block.hpp"

#include <ATen/TensorOperators.h>

#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>

namespace emotion2vec {

namespace nn = serhost::nn;

Block::Block(const BlockOptions& options) : options_(options) {
  const auto width = options.width;
  qkv_ = nn::register_at(*this, "attn.qkv", std::make_shared<nn::Linear>(width, 3 * width));
  projection_ = nn::register_at(*this, "attn.proj", std::make_shared<nn::Linear>(width, width));
  attention_norm_ =
      register_module("norm1", std::make_shared<nn::LayerNorm>(width, options.epsilon));
  inner_ = nn::register_at(*this, "mlp.fc1", std::make_shared<nn::Linear>(width, options.hidden));
  outer_ = nn::register_at(*this, "mlp.fc2", std::make_shared<nn::Linear>(options.hidden, width));
  final_norm_ = register_module("norm2", std::make_shared<nn::LayerNorm>(width, options.epsilon));
}

Block::Output Block::forward(const nn::Packed& frames, const nn::LogitBias& bias,
                             serhost::Step& step) {
  const auto qkv = qkv_->forward(frames.values).chunk(3, 1);
  const auto mixed =
      nn::attend(qkv[0], qkv[1], qkv[2], frames.lengths,
                 {.heads = options_.heads, .dropout = options_.attention_dropout}, bias, step);
  const auto attended = attention_norm_->forward(
      frames.values + nn::dropout(projection_->forward(mixed), options_.dropout, step));
  const auto hidden = nn::dropout(inner_->forward(attended, nn::Activation::gelu),
                                  options_.activation_dropout, step);
  const auto target = outer_->forward(hidden);
  return {final_norm_->forward(attended + nn::dropout(target, options_.post_mlp_dropout, step)),
          target};
}

}  // namespace emotion2vec
