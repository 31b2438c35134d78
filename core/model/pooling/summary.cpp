// The encoder's own vector for a clip.
#include "base/error.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

class Summary final : public Pooling {
 public:
  explicit Summary(const PoolingSpec& spec) {
    if (spec.frame_layers)
      throw ConfigError(
          "head.pooling = \"summary\" uses the encoder's own vector, to which layers on "
          "frames (head.frame_hidden) do not apply; remove one of the two");
  }

  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override {
    const auto& summary = sequence.summary;
    if (!summary.defined())
      throw ConfigError(
          "head.pooling = \"summary\" needs the encoder's own vector, and this backbone "
          "returns none; write pooling = \"mean\"");
    if (summary.dim() != 2 || summary.size(0) != frames.size(0) ||
        summary.size(1) != frames.size(2)) {
      throw PluginError("the backbone's summary is not [" + std::to_string(frames.size(0)) + ", " +
                        std::to_string(frames.size(2)) + "]");
    }
    return summary.to(at::kFloat);
  }
  onnx::Value to_onnx(const onnx::Value&, const onnx::Sequence& sequence) const override {
    return sequence.summary;
  }
};

SERHOST_POOLING(Summary, "summary", "the encoder's own vector for the clip", 40);

}  // namespace
}  // namespace serhost::model
