// Ability of an encoder that can be pre-trained by hiding frames of a clip from it: the part before
// anything is hidden, and the part behind, which runs once for every mask.
//
//   const auto local = encoder.local(audio, step);            // once for all masks of a clip
//   MaskedRows rows{{0, 0}, {mask_a, mask_b}};                // clip 0 under two masks
//   const auto seen = encoder.encode(local.frames, rows, step);
//
// From Baevski et al., "Efficient Self-supervised Learning with Contextualized Target
// Representations for Vision, Speech and Language" (2022): several masks of a clip after one pass
// of the convolutions, and frames that are hidden cost nothing.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <serhost/backbone.hpp>
#include <string>
#include <vector>

namespace serhost {

/// What an encoder makes of each frame by itself, before frames see each other.
struct LocalFeatures {
  Sequence frames;            ///< [B, F, W], W as `width()`
  Sequence features{};        ///< [B, F, C] before the projection, normalized; undefined: none
  torch::Tensor magnitude{};  ///< []: mean square of the convolutions' output; undefined: not known
};

/// What is encoded: rows, each a clip under a mask of its own. A clip may be there several times.
struct MaskedRows {
  std::vector<std::int64_t> clips;  ///< [R] the clip of each row
  /// [R] each [K] int64, ascending, on the device of the frames: the frames that the row sees;
  /// empty: every row sees all.
  std::vector<torch::Tensor> kept{};
  /// Hidden frames are left out of the encoder; false: they stand as the encoder's mask vector.
  bool drop = true;
  bool levels = false;  ///< whether EncodedRows::levels is wanted
};

/// What the encoder makes of rows.
struct EncodedRows {
  Sequence frames;         ///< [R, K, W] of the frames that were seen, or [R, F, W] unless dropped
  torch::Tensor tokens{};  ///< [R, N, W] of what stands before the frames; undefined: nothing does
  /// Of each block, the output of its feed-forward layer before the residual [R, F, W]: what
  /// data2vec's teachers give. Without tokens; first the one nearest the input.
  std::vector<Sequence> levels{};
};

/// Ability: an encoder that objectives of pre-training can train.
class SERHOST_API MaskedEncoder {
 public:
  virtual ~MaskedEncoder() = default;

  /// [run] `audio` as `forward` takes it. Frames as many as Backbone::frames says.
  virtual LocalFeatures local(const Sequence& audio, Step& step) = 0;

  /// [run] `frames`: LocalFeatures::frames. Seeing all frames of each clip equals `forward` of the
  /// clip in evaluation. Throws std::invalid_argument where `rows.drop` is not what it can do.
  virtual EncodedRows encode(const Sequence& frames, const MaskedRows& rows, Step& step) = 0;

  /// [any] How many `levels` it gives.
  virtual std::int64_t levels() const = 0;
  /// [any] How many tokens stand before the frames; 0: none.
  virtual std::int64_t tokens() const { return 0; }

  /// [any] The text of config.json beside a file of its tensors, so that its own `checkpoint` reads
  /// both. "": the tensors say all.
  virtual std::string published_config() const { return ""; }
};

}  // namespace serhost
