// From the width of the feature encoder to that of the transformer.
#pragma once

#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/step.hpp>

namespace serhost::nn {

/// Parameters layer_norm.* (unless without) and projection.*.
class FeatureProjection : public torch::nn::Module {
 public:
  FeatureProjection(std::int64_t inputs, std::int64_t width, double epsilon, bool with_norm,
                    double dropout);
  at::Tensor forward(const at::Tensor& frames, Step& step);  ///< [run] [N, inputs] to [N, width]

 private:
  double dropout_;
  std::shared_ptr<LayerNorm> norm_;
  std::shared_ptr<Linear> projection_;
};

}  // namespace serhost::nn
