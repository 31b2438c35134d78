// From frames to the View that a loss sees: layers on every frame, masked pooling, hidden layers,
// output layer. Everything from the pooling on is computed in fp32, whatever the precision of the
// backbone.
#pragma once

#include <torch/nn/modules/linear.h>

#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"

namespace serhost::model {

class Head : public torch::nn::Module {
 public:
  /// `width` of the frames. Throws Error(config) for a composition that cannot work: what a loss
  /// needs against the pooling.
  Head(const config::HeadTable& table, std::int64_t width, std::int64_t outputs,
       const Needs& needs);

  /// Of a head like this, without making it: the last hidden layer's, or the pooled vector's.
  static std::int64_t embedding_width(const config::HeadTable& table, std::int64_t width);

  /// [run] Dropout draws from torch's default generator, which the trainer seeds before every
  /// micro-batch.
  View forward(const Sequence& frames);

 private:
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence);
  at::Tensor through_hidden(at::Tensor x);

  config::HeadTable table_;
  std::vector<torch::nn::Linear> frame_layers_, hidden_;
  torch::nn::Linear attention_{nullptr}, output_{nullptr};
};

}  // namespace serhost::model
