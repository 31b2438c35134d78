// Each clip is worked on alone; where its windows lie follows from its own length.
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <serhost/nn/clip_by_clip.hpp>
#include <serhost/nn/power_windows.hpp>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/sequence.hpp>
#include <vector>

namespace serhost::nn {

PowerWindows::PowerWindows(std::int64_t frames)
    : frames_(frames), power_({.fft = 1024, .hop = 320}) {}

std::int64_t PowerWindows::windows(std::int64_t samples) const {
  return samples < 1 ? 0 : (power_.frames(samples) + frames_ - 1) / frames_;
}

at::Tensor PowerWindows::of_clip(const at::Tensor& clip) const {
  const auto loudest = clip.abs().max().clamp_min(1e-8);  // silence stays silence
  const auto power = power_(clip / loudest);
  const auto frames = power.size(0);
  if (frames <= frames_) {
    const auto index = at::arange(frames_, at::TensorOptions(at::kLong).device(power.device()));
    return power.index_select(0, index.remainder(frames)).unsqueeze(0);
  }
  std::vector<at::Tensor> out;
  for (std::int64_t i = 0; i < windows(clip.size(0)); ++i)
    out.push_back(power.narrow(0, std::min(i * frames_, frames - frames_), frames_));
  return at::stack(out);
}

Sequence PowerWindows::operator()(const Sequence& audio) const {
  const NoAutocast fp32;
  return clip_by_clip(
      audio, {frames_, kBins}, [&](std::int64_t samples) { return windows(samples); },
      [&](const at::Tensor& clip) { return of_clip(clip); });
}

std::vector<Sequence> frames_of_windows(const std::vector<at::Tensor>& states,
                                        const at::Tensor& windows) {
  std::vector<Sequence> out;
  for (const auto& state : states) {
    const auto each = pad_frames(state.to(at::kFloat), windows);  // [B, P, T, D]
    out.push_back({.values = each.flatten(1, 2),
                   .lengths = windows * each.size(2),
                   .summary = each.select(2, 0).sum(1) / windows.to(each).unsqueeze(1),
                   .segment_ids = {}});
  }
  return out;
}

}  // namespace serhost::nn
