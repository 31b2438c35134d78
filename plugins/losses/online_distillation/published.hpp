// Teacher and decoder as checkpoints of data2vec 2.0 and emotion2vec name them.
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <string>

namespace online_distillation {

/// [run] "_ema.*" of the teacher, without its convolutions and projection, which the student has,
/// and "modality_encoders.AUDIO.decoder.*".
std::map<std::string, at::Tensor> published_tensors(const torch::nn::Module& teacher,
                                                    const torch::nn::Module& decoder);

/// [run] The inverse. What the file does not have stays as it is; returns what that is, in a
/// sentence, or "". Throws std::invalid_argument for a tensor of another shape.
std::string take_published(const std::filesystem::path& checkpoint, torch::nn::Module& teacher,
                           torch::nn::Module& decoder);

}  // namespace online_distillation
