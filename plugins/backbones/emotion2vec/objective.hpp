// The self-supervised objective of data2vec 2.0 and emotion2vec: a student that sees some frames of
// a clip predicts, at the others, what a teacher makes of all of them; its tokens predict the
// utterance.
#pragma once

#include <vector>

#include "encoder.hpp"

namespace emotion2vec {

struct DecoderOptions {
  std::int64_t width = 384, kernel = 7, layers = 4, groups = 16;
};

/// Convolutions with residuals that turn the student's frames into predictions: parameters
/// blocks.N.0.* and proj.*.
class Decoder : public torch::nn::Module {
 public:
  Decoder(std::int64_t width, const DecoderOptions& options);
  at::Tensor forward(const serhost::nn::Packed& frames);  ///< [run] [N, D] to [N, D]

 private:
  DecoderOptions options_;
  std::vector<at::Tensor> weights_, biases_;
  std::shared_ptr<serhost::nn::Linear> projection_;
};

struct Student {
  serhost::nn::Packed prenet;    // tokens and kept frames behind the prenet
  serhost::nn::Packed encoded;   // and behind the last block
  serhost::nn::Packed restored;  // all frames in their places: those kept encoded, the others noise
  at::Tensor predicted;          // [N, D]
};

/// [run] What the student makes of `local`, seeing the frames `kept` of each clip [K] int64; the
/// others become normal noise of deviation `noise`.
Student see(Encoder& encoder, Decoder& decoder, const serhost::nn::Packed& local,
            const std::vector<at::Tensor>& kept, double noise, serhost::Step& step);

/// [run] What the teacher asks for [N, D]: the feed-forward outputs of its last `top` blocks, each
/// channel of each clip to zero mean and unit variance, averaged. Without a graph and without
/// dropout.
at::Tensor targets(Encoder& teacher, const serhost::nn::Packed& local, std::int64_t top);

/// [run] The squared error at the masked frames, summed over channels, by their number and the root
/// of the width.
at::Tensor frame_loss(const at::Tensor& predicted, const at::Tensor& target,
                      const at::Tensor& masked);

/// [run] For each clip [clips]: the squared error between `predicted` [clips, D] and the mean over
/// time of its targets, summed over channels, by the root of the width.
at::Tensor utterance_losses(const at::Tensor& predicted, const at::Tensor& target,
                            const serhost::nn::Lengths& lengths);

}  // namespace emotion2vec
