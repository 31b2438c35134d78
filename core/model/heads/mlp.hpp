// The head that an experiment has where it names none: layers on every frame, masked pooling,
// hidden layers, output layer. Everything from the pooling on is computed in fp32, whatever the
// precision of the backbone.
#pragma once

#include <torch/nn/modules/linear.h>

#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/head.hpp>
#include <serhost/loss.hpp>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "model/head.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {

class Mlp : public serhost::Head, public OnnxHead, public WeighsFrames {
 public:
  using Options = config::HeadOptions;
  static void declare(Schema<Options>& schema) { config::declare(schema); }

  /// `width` of the frames. Throws Error(config) for a composition that cannot work: what a loss
  /// needs against the pooling.
  Mlp(const Options& options, std::int64_t width, std::int64_t outputs, const Needs& needs);
  Mlp(const Options& options, const HeadSpec& spec, const Context&)
      : Mlp(options, spec.width, spec.outputs, spec.needs) {}

  /// Of a head like this, without making it: the last hidden layer's, or the pooled vector's.
  static std::int64_t embedding_width(const Options& options, std::int64_t width);

  /// [run] Dropout draws from torch's default generator, which the trainer seeds before every
  /// micro-batch.
  View forward(const Sequence& frames);
  View forward(const Sequence& frames, Step&) override { return forward(frames); }

  at::Tensor frame_weights(const Sequence& frames) override;

  onnx::View to_onnx(const onnx::Sequence& frames) const override;
  std::string reason_against_onnx() const override;

 private:
  /// What the pooling is given.
  at::Tensor through_frame_layers(const Sequence& sequence);
  at::Tensor through_hidden(at::Tensor x);
  onnx::Value through_hidden(onnx::Value x) const;

  Options table_;
  const PoolingRule& rule_;
  std::vector<torch::nn::Linear> frame_layers_, hidden_;
  std::shared_ptr<Pooling> pooling_;
  torch::nn::Linear output_{nullptr};
};

}  // namespace serhost::model
