// A batch without padding: the clips' frames one behind the other, so that work on frames is one
// large product and work within a clip is a view.
//
//   auto packed = nn::pack(batch);                             // [B, F, W] to [N, W]
//   packed = packed.with(layer->forward(packed.values));       // one product for all clips
//   return nn::pad(packed);                                    // zeros behind each clip's end
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <cstdint>
#include <serhost/backbone.hpp>
#include <vector>

namespace serhost::nn {

/// How many frames each clip has, in the order of the batch.
using Lengths = std::vector<std::int64_t>;

/// Frames of a batch, one clip behind the other.
struct Packed {
  at::Tensor values;  ///< [N, W]; N is the sum of `lengths`
  /// Frames of each clip.
  Lengths lengths;

  /// Other values of as many frames.
  Packed with(at::Tensor other) const { return {std::move(other), lengths}; }
};

/// [B] int64 on the CPU, and back.
Lengths to_lengths(const at::Tensor& lengths);
/// [any] [B] int64 on the CPU.
at::Tensor to_tensor(const Lengths& lengths);

/// [run] The valid frames of [B, F, W]; and back, with zeros behind each clip's end.
Packed pack(const Sequence& batch);
/// [run] [B, F, W] with zeros behind each clip's end.
Sequence pad(const Packed& packed);

/// [any] 0 of none.
inline std::int64_t longest(const Lengths& lengths) {
  return lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
}

/// [run] `work(clip [n, W], index)` for each clip alone, its results [n, V] one behind the other.
template <class Work>
at::Tensor each_clip(const at::Tensor& values, const Lengths& lengths, const Work& work) {
  if (lengths.size() == 1) return work(values, std::size_t{0});
  std::vector<at::Tensor> parts;
  parts.reserve(lengths.size());
  std::int64_t begin = 0;
  for (std::size_t clip = 0; clip < lengths.size(); ++clip) {
    parts.push_back(work(values.narrow(0, begin, lengths[clip]), clip));
    begin += lengths[clip];
  }
  return at::cat(parts);
}

}  // namespace serhost::nn
