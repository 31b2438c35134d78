// What front ends and encoders share when they are written as ONNX: lengths, masks, sums over a
// clip's own frames, attention. Padding never counts.
//
//   const auto own = valid(frames.lengths, size_of(frames.values, 1));        // bool [B, F]
//   const auto clean = masked(frames.values, own, 3);                         // [B, F, W]
//
// Thread tags: <serhost/threads.hpp>. All is [run].
#pragma once

#include <cstdint>
#include <serhost/nn/activation.hpp>
#include <serhost/nn/onnx_ops.hpp>

namespace serhost::onnx {

/// How many frames of `window`, one every `hop`, so many samples give; int64 of any shape.
Value frames_of(const Value& samples, std::int64_t window, std::int64_t hop);

/// bool [B, count]: true before each clip's end. `count` int64 [].
Value valid(const Value& lengths, const Value& count);
/// The same of a sequence's own frames.
Value valid(const Sequence& frames);

/// [B, F, ...] of `rank` dimensions with zeros where `own` [B, F] is false.
Value masked(const Value& values, const Value& own, std::int64_t rank);

/// int64 [B] as fp32 [B, 1, ...] of `rank` dimensions.
Value counts(const Value& lengths, std::int64_t rank);

/// [B, F, W] to [B, 1, W]: the mean over each clip's own frames.
Value mean_over_frames(const Sequence& frames);

/// As nn::standardize: each feature of each clip, zeros behind its end.
Value standardize(const Sequence& frames, double epsilon = 1e-5);

/// As nn::normalize_waveform: each clip of a waveform [B, T], zeros behind its end.
Value normalize_waveform(const Sequence& audio, double epsilon);

/// As nn::activate.
Value activate(nn::Activation activation, const Value& x);

/// int64 [count, size]: element [f, i] is f * hop + i, to gather overlapping frames. `count` [].
Value windows(const Value& count, std::int64_t size, std::int64_t hop);

/// Attention [B, F, D] of `heads` heads within each clip: queries, keys, values, and what is added
/// to the logits, [B or 1, heads or 1, F, F] or [B, 1, 1, F]; none where undefined.
Value attend(const Value& query, const Value& key, const Value& value, std::int64_t heads,
             std::int64_t width, const Value& bias);

/// [B, 1, 1, F] for `attend`: 0 for a clip's own frames, far below every logit behind its end.
Value key_mask(const Value& own);

}  // namespace serhost::onnx
