// Copies whole clips into a batch of zeros.
#include "model/clips.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include "base/error.hpp"

namespace serhost::model {
namespace {

at::Tensor padded(const std::vector<Sequence>& clips, at::Tensor Sequence::* part,
                  std::int64_t longest) {
  const auto& first = clips.front().*part;
  if (!first.defined()) return {};
  auto shape = first.sizes().vec();
  shape[0] = static_cast<std::int64_t>(clips.size());
  shape[1] = longest;
  auto out = at::empty(shape, first.options());
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto& values = clips[i].*part;
    const auto row = out.select(0, static_cast<std::int64_t>(i));
    row.narrow(0, 0, values.size(1)).copy_(values.select(0, 0));
    row.narrow(0, values.size(1), longest - values.size(1)).zero_();
  }
  return out;
}

}  // namespace

Sequence clip_of(const Sequence& batch, std::int64_t index) {
  const auto length = batch.lengths.select(0, index).item<std::int64_t>();
  const auto cut = [&](const at::Tensor& values) {
    return values.defined() ? values.narrow(0, index, 1).narrow(1, 0, length) : values;
  };
  return {cut(batch.values), batch.lengths.narrow(0, index, 1),
          batch.summary.defined() ? batch.summary.narrow(0, index, 1) : batch.summary,
          cut(batch.segment_ids)};
}

Sequence batch_of(const std::vector<Sequence>& clips) {
  SERHOST_CHECK(!clips.empty());
  if (clips.size() == 1) return clips.front();
  std::vector<at::Tensor> lengths, summaries;
  std::int64_t longest = 0;
  for (const auto& clip : clips) {
    longest = std::max(longest, clip.values.size(1));
    lengths.push_back(clip.lengths);
    if (clip.summary.defined()) summaries.push_back(clip.summary);
  }
  return {padded(clips, &Sequence::values, longest), at::cat(lengths),
          summaries.empty() ? at::Tensor() : at::cat(summaries),
          padded(clips, &Sequence::segment_ids, longest)};
}

}  // namespace serhost::model
