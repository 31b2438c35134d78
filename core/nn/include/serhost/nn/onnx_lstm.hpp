// One LSTM layer, one or both directions, as ONNX's operator LSTM.
//
//   const auto out = onnx::lstm(frames, {ahead->parameters(), back->parameters()});
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <serhost/onnx.hpp>
#include <vector>

namespace serhost::onnx {

/// [run] Frames [B, F, I] to [B, F, directions * H], the direction ahead first; the summary
/// [B, directions * H] is each direction's state where it has seen the whole clip. `directions`:
/// PyTorch's parameters of one layer each: weights [4H, I] and [4H, H], biases [4H] and [4H].
Sequence lstm(const Sequence& frames, const std::vector<std::vector<at::Tensor>>& directions);

}  // namespace serhost::onnx
