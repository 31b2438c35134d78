// The mean of the frames.
#include "model/pooling/masked.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

class Mean final : public Pooling {
 public:
  explicit Mean(const PoolingSpec&) {}
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override {
    return mean_over_frames(frames, sequence.lengths);
  }
  onnx::Value to_onnx(const onnx::Value& frames, const onnx::Sequence& sequence) const override {
    return mean_over_frames(frames, sequence.lengths);
  }
};

SERHOST_POOLING(Mean, "mean", "mean of the frames", 10);

}  // namespace
}  // namespace serhost::model
