// Each clip is worked on alone; where its windows lie follows from its own length.
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <serhost/nn/power_windows.hpp>
#include <serhost/nn/precision.hpp>
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
  const auto clips = audio.values.size(0);
  std::vector<std::int64_t> counts;
  for (std::int64_t i = 0; i < clips; ++i)
    counts.push_back(windows(audio.lengths[i].item<std::int64_t>()));
  const auto longest = clips == 0 ? 0 : *std::max_element(counts.begin(), counts.end());
  auto out = audio.values.new_zeros({clips, longest, frames_, kBins},
                                    audio.values.options().dtype(at::kFloat));
  for (std::int64_t i = 0; i < clips; ++i) {
    const auto count = counts[static_cast<std::size_t>(i)];
    if (count == 0) continue;
    const auto length = audio.lengths[i].item<std::int64_t>();
    out.select(0, i)
        .narrow(0, 0, count)
        .copy_(of_clip(audio.values.select(0, i).narrow(0, 0, length).to(at::kFloat)));
  }
  return {.values = out, .lengths = at::tensor(counts, at::kLong)};
}

}  // namespace serhost::nn
