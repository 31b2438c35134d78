// The keys of the loss.
#pragma once

#include <filesystem>
#include <optional>
#include <serhost/schema.hpp>
#include <string>
#include <vector>

#include "decoder.hpp"
#include "masks.hpp"
#include "teacher.hpp"

namespace online_distillation {

struct Options {
  double frame_weight = 1.0, alpha = 1.0;
  std::string utterance = "chunk";
  std::int64_t clones = 8;
  std::string mask_scheme = "block";
  double mask_prob = 0.5, mask_prob_adjust = 0.05;
  std::int64_t mask_length = 5;
  std::optional<std::int64_t> top;
  double ema_start = 0.999, ema_end = 0.99999, ema_anneal = 0.2;
  std::int64_t decoder_width = 384, decoder_kernel = 7, decoder_layers = 4, decoder_groups = 16;
  double decoder_dropout = 0.1, noise = 0.01;
  std::optional<std::filesystem::path> checkpoint;
  std::vector<std::string> pretrained_on;
  std::int64_t collapse_after = 5000;
  double least_target_spread = 0.1, least_prediction_spread = 0.01;

  static void declare(serhost::Schema<Options>& schema);

  MaskOptions mask() const { return {mask_scheme, mask_prob, mask_prob_adjust, mask_length}; }
  TeacherOptions teacher() const { return {ema_start, ema_end, ema_anneal}; }
  DecoderOptions decoder() const {
    return {decoder_width, decoder_kernel, decoder_layers, decoder_groups};
  }
};

}  // namespace online_distillation
