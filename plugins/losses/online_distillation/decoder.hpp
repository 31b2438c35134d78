// What turns the frames that a student has seen into predictions of those that it has not.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/packed.hpp>
#include <vector>

namespace online_distillation {

struct DecoderOptions {
  std::int64_t width = 384, kernel = 7, layers = 4, groups = 16;
};

/// Convolutions with residuals where the channels agree, then a projection: parameters blocks.N.0.*
/// and proj.*, as data2vec 2.0 names them.
class Decoder : public torch::nn::Module {
 public:
  /// `width` of the frames. Throws std::invalid_argument where the groups do not divide both.
  Decoder(std::int64_t width, const DecoderOptions& options);

  /// [run] [N, D] to [N, D], every clip by itself.
  at::Tensor forward(const serhost::nn::Packed& frames);

 private:
  DecoderOptions options_;
  std::vector<at::Tensor> weights_, biases_;
  std::shared_ptr<serhost::nn::Linear> projection_;
};

}  // namespace online_distillation
