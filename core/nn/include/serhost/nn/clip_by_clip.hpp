// Front ends that work on each clip alone, so that neither its batch nor its padding has a part in
// what they give.
//
//   return nn::clip_by_clip(audio, {39}, [&](std::int64_t samples) { return frames(samples); },
//                           [&](const at::Tensor& clip) { return mfcc(clip); });
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <functional>
#include <serhost/backbone.hpp>
#include <vector>

namespace serhost::nn {

/// [run] `audio` [B, T] to [B, F, shape...] float32 with zeros behind each clip's end. `frames`: of
/// so many samples; `work`: of a clip's samples [T] float32, without padding, [frames(T),
/// shape...]. It is not called for a clip of no frames.
Sequence clip_by_clip(const Sequence& audio, const std::vector<std::int64_t>& shape,
                      const std::function<std::int64_t(std::int64_t)>& frames,
                      const std::function<at::Tensor(const at::Tensor&)>& work);

}  // namespace serhost::nn
