// Adapters: behind attention and behind the feed-forward network, before the residual is added, a
// small network with a residual of its own, h + U gelu(D h + d) + u. U begins at 0, so that
// training begins at the pre-trained encoder.
//
// Source: Houlsby et al., "Parameter-Efficient Transfer Learning for NLP", 2019, whose weights
// begin near 0.
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <serhost/nn/activation.hpp>
#include <serhost/nn/onnx_frames.hpp>

#include "model/adapt/method.hpp"

namespace serhost::model {
namespace {

/// What projects attention, and what ends the feed-forward network, by the names of the encoders.
const std::vector<std::string> kEndsOfBlocks = {"out_proj", "output_dense", "fc2", "attn.proj"};

/// Parameters down [width, O], down_bias, up [O, width], up_bias.
class Bottleneck final : public Adaptation {
 public:
  Bottleneck(const at::Tensor& weight, std::int64_t width) {
    const auto like = weight.options().requires_grad(false);
    const auto outputs = weight.size(0);
    const double bound = 1.0 / std::sqrt(static_cast<double>(outputs));
    down_ = register_parameter("down", at::empty({width, outputs}, like).uniform_(-bound, bound));
    down_bias_ = register_parameter("down_bias", at::zeros({width}, like));
    up_ = register_parameter("up", at::zeros({outputs, width}, like));
    up_bias_ = register_parameter("up_bias", at::zeros({outputs}, like));
  }

  at::Tensor forward(const at::Tensor&, const at::Tensor& output) override {
    return output + at::linear(at::gelu(at::linear(output, down_, down_bias_)), up_, up_bias_);
  }
  onnx::Value to_onnx(const onnx::Value&, const onnx::Value& output) const override {
    const auto inner = onnx::linear(output, down_.detach(), down_bias_.detach());
    return output + onnx::linear(onnx::activate(nn::Activation::gelu, inner), up_.detach(),
                                 up_bias_.detach());
  }

 private:
  at::Tensor down_, down_bias_, up_, up_bias_;
};

class BottleneckMethod final : public AdaptationMethod {
 public:
  struct Options {
    std::int64_t width = 64;
    std::vector<std::string> targets = kEndsOfBlocks;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("width", &Options::width).at_least(1).at_most(65536).help("of the inner layer");
    schema.add("targets", &Options::targets)
        .help("linear layers by the end of their name; the default's are those that are there");
  }

  explicit BottleneckMethod(Options options) : options_(std::move(options)) {}

  void apply(const ToAdapt& to) const override {
    for (const auto& [name, map] :
         chosen_maps(to, options_.targets, options_.targets == kEndsOfBlocks))
      map->adapt(std::make_shared<Bottleneck>(map->own_weight(), options_.width));
  }

 private:
  Options options_;
};

SERHOST_ADAPTATION(BottleneckMethod, "adapter", "a small network behind each block", 40);

}  // namespace
}  // namespace serhost::model
