// Mean and standard deviation of the frames, side by side.
#include "model/pooling/masked.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

class MeanStd final : public Pooling {
 public:
  static std::int64_t width(std::int64_t frames) { return 2 * frames; }

  explicit MeanStd(const PoolingSpec&) {}
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override {
    return mean_and_deviation(frames, sequence.lengths);
  }
  onnx::Value to_onnx(const onnx::Value& frames, const onnx::Sequence& sequence) const override {
    return mean_and_deviation(frames, sequence.lengths);
  }
};

SERHOST_POOLING(MeanStd, "mean_std", "mean and standard deviation of the frames", 20);

}  // namespace
}  // namespace serhost::model
