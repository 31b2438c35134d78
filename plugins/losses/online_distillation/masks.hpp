// Which frames of a clip a student sees.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace online_distillation {

struct MaskOptions {
  /// "block": exactly floor(share T) frames are hidden; "starts": every frame begins a hidden span
  /// with the probability `share`.
  std::string scheme = "block";
  double share = 0.5, adjust = 0.05;
  std::int64_t length = 5;  ///< frames of a span
};

/// [any] How many of `frames` the scheme "block" hides: at least one, and not all, of two or more.
std::int64_t hidden_by_blocks(std::int64_t frames, const MaskOptions& options);

/// [any] The frames that are seen, ascending; at least one, and, of two or more, not all.
///
/// "block" draws floor((share + adjust) T / length) centers of spans with replacement, hides the
/// spans cut at the ends, then hides or shows frames at random until exactly as many are hidden as
/// shall be (fairseq's compute_block_mask_1d with require_same_masks).
std::vector<std::int64_t> seen_frames(std::int64_t frames, const MaskOptions& options,
                                      std::mt19937_64& random);

}  // namespace online_distillation
