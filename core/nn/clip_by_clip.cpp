// A loop over the clips of a batch.
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <serhost/nn/clip_by_clip.hpp>

namespace serhost::nn {

Sequence clip_by_clip(const Sequence& audio, const std::vector<std::int64_t>& shape,
                      const std::function<std::int64_t(std::int64_t)>& frames,
                      const std::function<at::Tensor(const at::Tensor&)>& work) {
  const auto clips = audio.values.size(0);
  std::vector<std::int64_t> counts;
  for (std::int64_t i = 0; i < clips; ++i)
    counts.push_back(frames(audio.lengths[i].item<std::int64_t>()));
  const auto longest = clips == 0 ? 0 : *std::max_element(counts.begin(), counts.end());
  std::vector<std::int64_t> sizes = {clips, longest};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  auto out = audio.values.new_zeros(sizes, audio.values.options().dtype(at::kFloat));
  for (std::int64_t i = 0; i < clips; ++i) {
    const auto count = counts[static_cast<std::size_t>(i)];
    if (count == 0) continue;
    const auto length = audio.lengths[i].item<std::int64_t>();
    out.select(0, i)
        .narrow(0, 0, count)
        .copy_(work(audio.values.select(0, i).narrow(0, 0, length).to(at::kFloat)));
  }
  return {.values = out, .lengths = at::tensor(counts, at::kLong)};
}

}  // namespace serhost::nn
