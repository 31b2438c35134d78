// A masked autoencoder of transformer blocks under timm's names: what SpecMAE and VQ-MAE-S consist
// of between their own first and last layers.
//
//   nn::MaskedEncoder encoder({.tokens = 380, .width = 320});
//   const auto all = encoder.forward(embedded, {});      // [B, T, D] to [B, 1 + T, D]
//   const auto some = encoder.forward(embedded, kept);   // [B, 1 + V, D]
//
// Source: He et al., "Masked Autoencoders Are Scalable Vision Learners", 2022.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <vector>

namespace serhost::nn {

/// Sizes of an encoder or a decoder.
struct MaskedOptions {
  /// Of a whole clip, the class token aside; width of each.
  std::int64_t tokens = 0, width = 0;
  /// Blocks, and heads of each.
  std::int64_t layers = 6, heads = 4;
};

/// A pre-norm block: norms of 1e-5, queries, keys and values without a bias, exact GELU, four times
/// as many hidden units.
class MaskedBlock : public torch::nn::Module {
 public:
  /// `heads` divide `width`.
  MaskedBlock(std::int64_t width, std::int64_t heads);
  /// [run] [B, N, D] to the same.
  at::Tensor forward(const at::Tensor& tokens);

 private:
  std::int64_t heads_;
  std::shared_ptr<LayerNorm> norm1_, norm2_;
  std::shared_ptr<Linear> qkv_, project_, inner_, outer_;
};

/// Parameters cls_token, pos_embedding, transformer.{i}.*, layer_norm.*.
class MaskedEncoder : public torch::nn::Module {
 public:
  /// Tokens and positions start normal with deviation 0.02.
  explicit MaskedEncoder(const MaskedOptions& options);
  /// [run] Tokens [B, T, D] without positions to [B, 1 + V, D], the class token first. `kept` [B,
  /// V] int64 are the tokens that it sees, in that order; undefined: all.
  at::Tensor forward(const at::Tensor& tokens, const at::Tensor& kept);
  /// [run] As forward with all: 1 + layers hidden states; the last is normed.
  std::vector<at::Tensor> states(const at::Tensor& tokens, const at::Tensor& kept);

  /// [run] Registers what it has as `owner`'s own, as checkpoints name it.
  void register_in(torch::nn::Module& owner) const;

 private:
  at::Tensor class_token_, positions_;
  std::vector<std::shared_ptr<MaskedBlock>> blocks_;
  std::shared_ptr<LayerNorm> norm_;
};

/// Parameters mask_token, pos_embedding (the class token's first), transformer.{i}.*.
class MaskedDecoder : public torch::nn::Module {
 public:
  /// As MaskedEncoder.
  explicit MaskedDecoder(const MaskedOptions& options);
  /// [run] What the encoder gave, [B, 1 + V, D], to [B, T, D]. `place` [B, T] int64 says where each
  /// token is in the shuffled order, of which the first V were seen.
  at::Tensor forward(const at::Tensor& encoded, const at::Tensor& place);

 private:
  at::Tensor mask_token_, positions_;
  std::vector<std::shared_ptr<MaskedBlock>> blocks_;
};

}  // namespace serhost::nn
