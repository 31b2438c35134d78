// A batch without padding: the clips' frames one behind the other, so that work on frames is one
// large product and work within a clip is a view.
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

struct Packed {
  at::Tensor values;  ///< [N, W]; N is the sum of `lengths`
  Lengths lengths;

  Packed with(at::Tensor other) const { return {std::move(other), lengths}; }
};

/// [B] int64 on the CPU, and back.
Lengths to_lengths(const at::Tensor& lengths);
at::Tensor to_tensor(const Lengths& lengths);

/// [run] The valid frames of [B, F, W]; and back, with zeros behind each clip's end.
Packed pack(const Sequence& batch);
Sequence pad(const Packed& packed);

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
