// Norm, product, dropout.
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/feature_projection.hpp>

namespace serhost::nn {

FeatureProjection::FeatureProjection(std::int64_t inputs, std::int64_t width, double epsilon,
                                     bool with_norm, double dropout)
    : dropout_(dropout) {
  if (with_norm)
    norm_ = register_module("layer_norm", std::make_shared<LayerNorm>(inputs, epsilon));
  projection_ = register_module("projection", std::make_shared<Linear>(inputs, width));
  const at::NoGradGuard off;
  const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
  projection_->weight.uniform_(-bound, bound);
  projection_->bias.uniform_(-bound, bound);
}

at::Tensor FeatureProjection::forward(const at::Tensor& frames, Step& step) {
  return dropout(projection_->forward(norm_ ? norm_->forward(frames) : frames), dropout_, step);
}

onnx::Value FeatureProjection::to_onnx(const onnx::Value& frames) const {
  return projection_->to_onnx(norm_ ? norm_->to_onnx(frames) : frames);
}

}  // namespace serhost::nn
