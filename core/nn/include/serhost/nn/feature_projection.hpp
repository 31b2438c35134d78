// From the width of the feature encoder to that of the transformer.
//
//   nn::FeatureProjection projection(512, 768, 1e-5, /*with_norm=*/true, 0.1);
//   x = projection.forward(x, step);  // [N, 512] to [N, 768]
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/step.hpp>

namespace serhost::nn {

/// Parameters layer_norm.* (unless without) and projection.*.
class FeatureProjection : public torch::nn::Module {
 public:
  /// `epsilon` of the norm, which is there if `with_norm`; `dropout` behind the projection.
  FeatureProjection(std::int64_t inputs, std::int64_t width, double epsilon, bool with_norm,
                    double dropout);
  at::Tensor forward(const at::Tensor& frames, Step& step);  ///< [run] [N, inputs] to [N, width]
  onnx::Value to_onnx(const onnx::Value& frames) const;      ///< [run] the same

 private:
  double dropout_;
  std::shared_ptr<LayerNorm> norm_;
  std::shared_ptr<Linear> projection_;
};

}  // namespace serhost::nn
