// The mean of the frames' scores.
#include "base/error.hpp"
#include "model/pooling/masked.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

class MeanScores final : public Pooling {
 public:
  static constexpr bool kSeesPadding = true;
  static constexpr bool kPoolsScores = true;

  explicit MeanScores(const PoolingSpec& spec) {
    if (!spec.needs.output)
      throw ConfigError(
          "head.pooling = \"mean_scores\" averages the output layer over frames, but this "
          "loss has its own output layer; write pooling = \"mean\"");
    if (spec.needs.embedding)
      throw ConfigError(
          "head.pooling = \"mean_scores\" has no embedding of a clip, but this loss needs "
          "one; write pooling = \"mean\"");
  }
  at::Tensor pool(const at::Tensor& scores, const Sequence& sequence) override {
    return mean_over_frames(scores, sequence.lengths);
  }
  onnx::Value to_onnx(const onnx::Value& scores, const onnx::Sequence& sequence) const override {
    return mean_over_frames(scores, sequence.lengths);
  }
};

SERHOST_POOLING(MeanScores, "mean_scores", "mean of the frames' scores", 50);

}  // namespace
}  // namespace serhost::model
