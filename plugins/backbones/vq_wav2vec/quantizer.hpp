// The two quantizers of vq-wav2vec. A frame is cut into groups, each of which becomes the codeword
// that the quantizer chooses.
#pragma once

#include <cstdint>
#include <serhost/nn/activation.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/wav2vec_encoder.hpp>
#include <string>
#include <vector>

namespace vq_wav2vec {

struct QuantizerOptions {
  std::string kind = "gumbel";  ///< or "kmeans"
  std::int64_t width = 512;     ///< of the frames, in and out
  std::int64_t groups = 2, codes = 320;
  bool shared = false;  ///< the groups share their codewords
  std::int64_t depth = 2,
               factor = 2;  ///< gumbel: layers that give the logits; their hidden units by `width`
  serhost::nn::Activation activation = serhost::nn::Activation::gelu;
  double start = 2.0, end = 0.5,
         decay = 0.999995;  ///< gumbel: temperature in training, max(start * decay ^ update, end)
};

/// Chooses by logits: the largest, in training one drawn by Gumbel noise, with the gradient of the
/// softmax. Parameters vars [1, G * V, D / G] and weight_proj.*.
class GumbelQuantizer final : public serhost::nn::Quantizer {
 public:
  explicit GumbelQuantizer(const QuantizerOptions& options);
  at::Tensor forward(const serhost::nn::Packed& frames, serhost::Step& step) override;
  serhost::onnx::Value to_onnx(const serhost::onnx::Sequence& frames) const override;

 private:
  at::Tensor chosen(const at::Tensor& logits, serhost::Step& step) const;  // [N, G, V]

  QuantizerOptions options_;
  at::Tensor codewords_;
  std::vector<std::shared_ptr<serhost::nn::Linear>> logits_;
};

/// Chooses the nearest codeword; the gradient passes as if none had been chosen. Codewords do not
/// learn by it, and stay as the checkpoint has them. Parameters embedding [V, G, D / G] and
/// projection.*.
class KmeansQuantizer final : public serhost::nn::Quantizer {
 public:
  explicit KmeansQuantizer(const QuantizerOptions& options);
  at::Tensor forward(const serhost::nn::Packed& frames, serhost::Step& step) override;
  serhost::onnx::Value to_onnx(const serhost::onnx::Sequence& frames) const override;

 private:
  at::Tensor projected(const at::Tensor& clip) const;
  at::Tensor nearest(const at::Tensor& frames) const;

  QuantizerOptions options_;
  at::Tensor codewords_, weight_, gain_, offset_;
};

/// Throws std::invalid_argument for options that contradict each other.
std::shared_ptr<serhost::nn::Quantizer> make_quantizer(const QuantizerOptions& options);

}  // namespace vq_wav2vec
