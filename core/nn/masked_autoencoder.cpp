// Tokens are [B, N, D]; tables of positions are [N, 1, D], as published files have them.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <torch/nn/init.h>

#include <cmath>
#include <serhost/nn/masked_autoencoder.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>
#include <string>

namespace serhost::nn {
namespace {

at::Tensor small_normal(at::IntArrayRef shape) { return at::empty(shape).normal_(0, 0.02); }

/// As PyTorch starts linear layers, which the published code leaves as they are.
std::shared_ptr<Linear> default_linear(std::int64_t inputs, std::int64_t outputs, bool bias) {
  auto layer = std::make_shared<Linear>(inputs, outputs, bias);
  const at::NoGradGuard off;
  const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
  layer->weight.uniform_(-bound, bound);
  if (bias) layer->bias.uniform_(-bound, bound);
  return layer;
}

std::vector<std::shared_ptr<MaskedBlock>> make_blocks(torch::nn::Module& owner,
                                                      const MaskedOptions& options) {
  if (options.tokens < 1 || options.width < 1 || options.heads < 1 ||
      options.width % options.heads != 0)
    throw std::invalid_argument(std::to_string(options.heads) + " heads do not divide a width of " +
                                std::to_string(options.width));
  std::vector<std::shared_ptr<MaskedBlock>> blocks;
  for (std::int64_t i = 0; i < options.layers; ++i)
    blocks.push_back(register_at(owner, "transformer." + std::to_string(i),
                                 std::make_shared<MaskedBlock>(options.width, options.heads)));
  return blocks;
}

/// Any number of leading dimensions.
at::Tensor rows(Linear& layer, const at::Tensor& values) {
  auto shape = values.sizes().vec();
  shape.back() = layer.weight.size(0);
  return layer.forward(values.reshape({-1, values.size(-1)})).view(shape);
}

at::Tensor picked(const at::Tensor& tokens, const at::Tensor& index) {
  return tokens.gather(1, index.to(tokens.device()).unsqueeze(-1).expand({-1, -1, tokens.size(2)}));
}

}  // namespace

MaskedBlock::MaskedBlock(std::int64_t width, std::int64_t heads)
    : heads_(heads),
      norm1_(register_module("norm1", std::make_shared<LayerNorm>(width))),
      norm2_(register_module("norm2", std::make_shared<LayerNorm>(width))),
      qkv_(register_at(*this, "attn.qkv", default_linear(width, 3 * width, false))),
      project_(register_at(*this, "attn.proj", default_linear(width, width, true))),
      inner_(register_at(*this, "mlp.fc1", default_linear(width, 4 * width, true))),
      outer_(register_at(*this, "mlp.fc2", default_linear(4 * width, width, true))) {}

at::Tensor MaskedBlock::forward(const at::Tensor& tokens) {
  const auto batch = tokens.size(0), count = tokens.size(1), width = tokens.size(2);
  const auto each = width / heads_;
  const auto qkv = rows(*qkv_, norm1_->forward(tokens)).view({batch, count, 3, heads_, each});
  const auto part = [&](std::int64_t i) { return qkv.select(2, i).transpose(1, 2); };
  const auto logits =
      at::matmul(part(0), part(1).transpose(2, 3)) / std::sqrt(static_cast<double>(each));
  const auto mixed = at::matmul(at::softmax(logits, -1), part(2));
  const auto x = tokens + rows(*project_, mixed.transpose(1, 2).reshape({batch, count, width}));
  const auto flat = norm2_->forward(x).reshape({-1, width});
  return x + outer_->forward(inner_->forward(flat, Activation::gelu)).view(x.sizes());
}

MaskedEncoder::MaskedEncoder(const MaskedOptions& options)
    : class_token_(register_parameter("cls_token", small_normal({1, 1, options.width}))),
      positions_(
          register_parameter("pos_embedding", small_normal({options.tokens, 1, options.width}))),
      blocks_(make_blocks(*this, options)),
      norm_(register_module("layer_norm", std::make_shared<LayerNorm>(options.width))) {}

std::vector<at::Tensor> MaskedEncoder::states(const at::Tensor& tokens, const at::Tensor& kept) {
  auto placed = tokens + positions_.transpose(0, 1);
  if (kept.defined()) placed = picked(placed, kept);
  std::vector<at::Tensor> out = {
      at::cat({class_token_.expand({tokens.size(0), -1, -1}), placed}, 1)};
  for (auto& block : blocks_) out.push_back(block->forward(out.back()));
  out.back() = norm_->forward(out.back());
  return out;
}

at::Tensor MaskedEncoder::forward(const at::Tensor& tokens, const at::Tensor& kept) {
  return states(tokens, kept).back();
}

void MaskedEncoder::register_in(torch::nn::Module& owner) const {
  register_children(owner, *this);
  for (const auto& item : named_parameters(/*recurse=*/false))
    owner.register_parameter(item.key(), item.value());
}

MaskedDecoder::MaskedDecoder(const MaskedOptions& options)
    : mask_token_(register_parameter("mask_token", small_normal({1, 1, options.width}))),
      positions_(register_parameter("pos_embedding",
                                    small_normal({options.tokens + 1, 1, options.width}))),
      blocks_(make_blocks(*this, options)) {}

at::Tensor MaskedDecoder::forward(const at::Tensor& encoded, const at::Tensor& place) {
  const auto tokens = place.size(1), seen = encoded.size(1) - 1;
  const auto shuffled = at::cat(
      {encoded.narrow(1, 1, seen), mask_token_.expand({encoded.size(0), tokens - seen, -1})}, 1);
  auto x =
      at::cat({encoded.narrow(1, 0, 1), picked(shuffled, place)}, 1) + positions_.transpose(0, 1);
  for (auto& block : blocks_) x = block->forward(x);
  return x.narrow(1, 1, tokens);
}

}  // namespace serhost::nn
