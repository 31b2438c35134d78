// Masks of a batch, and frames put back.
#include "rows.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <numeric>

namespace online_distillation {

namespace nn = serhost::nn;

namespace {

constexpr std::uint64_t kNoise = 0x9e3779b97f4a7c15;  // apart from the stream of the masks

/// [K, W] for the hidden frames of one clip's rows. On the CPU, so that every device gets the same.
at::Tensor noise_of(std::int64_t frames, const at::Tensor& like, double noise,
                    std::uint64_t stream) {
  auto generator = at::detail::createCPUGenerator(stream ^ kNoise);
  auto out = at::empty({frames, like.size(1)}, at::kFloat);
  out.normal_(0, noise, generator);
  return out.to(like.options());
}

}  // namespace

double Rows::hidden_share() const {
  const auto all = std::accumulate(frames.begin(), frames.end(), std::int64_t{0});
  return static_cast<double>(hidden.size(0)) / static_cast<double>(std::max<std::int64_t>(1, all));
}

std::int64_t hidden_frames(std::int64_t frames, const MaskOptions& mask, std::int64_t clones,
                           std::uint64_t stream) {
  if (mask.scheme == "block") return clones * hidden_by_blocks(frames, mask);
  std::mt19937_64 random(stream);
  std::int64_t hidden = 0;
  for (std::int64_t c = 0; c < clones; ++c)
    hidden += frames - static_cast<std::int64_t>(seen_frames(frames, mask, random).size());
  return hidden;
}

Rows rows_of(const nn::Lengths& frames, const MaskOptions& mask, std::int64_t clones,
             const std::vector<std::uint64_t>& streams, const c10::Device& device) {
  Rows out;
  std::vector<std::int64_t> hidden, asked;
  std::int64_t first_of_row = 0, first_of_clip = 0;
  for (std::size_t clip = 0; clip < frames.size(); ++clip) {
    std::mt19937_64 random(streams[clip]);
    const auto before = hidden.size();
    for (std::int64_t c = 0; c < clones; ++c) {
      const auto seen = seen_frames(frames[clip], mask, random);
      out.masks.clips.push_back(static_cast<std::int64_t>(clip));
      out.masks.kept.push_back(at::tensor(seen, at::kLong).to(device));
      out.frames.push_back(frames[clip]);
      std::size_t next = 0;
      for (std::int64_t i = 0; i < frames[clip]; ++i) {
        if (next < seen.size() && seen[next] == i) {
          ++next;
          continue;
        }
        hidden.push_back(first_of_row + i);
        asked.push_back(first_of_clip + i);
      }
      first_of_row += frames[clip];
    }
    out.predicted.push_back(static_cast<std::int64_t>(hidden.size() - before));
    first_of_clip += frames[clip];
  }
  out.hidden = at::tensor(hidden, at::kLong).to(device);
  out.asked = at::tensor(asked, at::kLong).to(device);
  return out;
}

nn::Packed restored(const nn::Packed& seen, const Rows& rows, double noise,
                    const std::vector<std::uint64_t>& streams) {
  const auto all = std::accumulate(rows.frames.begin(), rows.frames.end(), std::int64_t{0});
  auto values = at::zeros({all, seen.values.size(1)}, seen.values.options());
  if (noise > 0.0) {
    std::vector<at::Tensor> parts;
    for (std::size_t clip = 0; clip < rows.predicted.size(); ++clip)
      parts.push_back(noise_of(rows.predicted[clip], seen.values, noise, streams[clip]));
    values.index_copy_(0, rows.hidden, at::cat(parts));
  }
  std::vector<at::Tensor> places;
  std::int64_t first = 0;
  for (std::size_t row = 0; row < rows.frames.size(); ++row) {
    places.push_back(rows.masks.kept[row] + first);
    first += rows.frames[row];
  }
  return {values.index_copy(0, at::cat(places), seen.values), rows.frames};
}

}  // namespace online_distillation
