// Frames weighted by a learned score of each.
#include <ATen/ops/linear.h>
#include <torch/nn/modules/linear.h>

#include <serhost/nn/onnx_ops.hpp>

#include "model/pooling/masked.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

/// The layer's parameters are its own, without a name between: `head.attention.weight` is what
/// checkpoints hold.
class Attention final : public Pooling {
 public:
  static constexpr bool kSeesPadding = true;

  explicit Attention(const PoolingSpec& spec) {
    const torch::nn::Linear layer(spec.width, 1);
    weight_ = register_parameter("weight", layer->weight);
    bias_ = register_parameter("bias", layer->bias);
  }
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override {
    return weighted_over_frames(frames, logits(frames), sequence.lengths);
  }
  at::Tensor weights(const at::Tensor& frames, const Sequence& sequence) override {
    return shares_of_frames(logits(frames), sequence.lengths);
  }
  onnx::Value to_onnx(const onnx::Value& frames, const onnx::Sequence& sequence) const override {
    return weighted_over_frames(frames, onnx::linear(frames, weight_, bias_), sequence.lengths);
  }

 private:
  at::Tensor logits(const at::Tensor& frames) const {
    return at::linear(frames, weight_, bias_).squeeze(2);
  }

  at::Tensor weight_, bias_;
};

SERHOST_POOLING(Attention, "attention", "frames weighted by a learned score of each", 30);

}  // namespace
}  // namespace serhost::model
