// Whole frames are picked by their row in [B * F, W]: one copy of a row each, forward and backward.
#include <ATen/ops/arange.h>
#include <ATen/ops/where.h>

#include <serhost/nn/mask.hpp>
#include <serhost/nn/sequence.hpp>

namespace serhost::nn {
namespace {

std::int64_t longest(const at::Tensor& lengths) {
  return lengths.numel() == 0 ? 0 : lengths.max().item<std::int64_t>();
}

/// [B, 1] rows of the clips' first frames.
at::Tensor first_rows(const at::Tensor& lengths, std::int64_t frames) {
  return at::arange(lengths.size(0), lengths.options()).mul(frames).unsqueeze(1);
}

/// [N] rows of the valid frames.
at::Tensor valid_rows(const at::Tensor& lengths, std::int64_t frames) {
  return valid(lengths, frames, lengths.device()).flatten().nonzero().squeeze(1);
}

}  // namespace

at::Tensor reverse_frames(const at::Tensor& values, const at::Tensor& lengths) {
  const auto frames = values.size(1);
  const auto position = at::arange(frames, lengths.options()).unsqueeze(0);
  const auto mirrored = lengths.unsqueeze(1).sub(1).sub(position);
  const auto rows = at::where(mirrored.ge(0), mirrored, position).add(first_rows(lengths, frames));
  return values.flatten(0, 1).index_select(0, rows.flatten().to(values.device())).view_as(values);
}

at::Tensor last_frames(const at::Tensor& values, const at::Tensor& lengths) {
  const auto rows = lengths.unsqueeze(1).sub(1).add(first_rows(lengths, values.size(1)));
  return values.flatten(0, 1).index_select(0, rows.flatten().to(values.device()));
}

at::Tensor pack_frames(const at::Tensor& values, const at::Tensor& lengths) {
  const auto flat = values.flatten(0, 1);
  const auto rows = valid_rows(lengths, values.size(1));
  return rows.size(0) == flat.size(0) ? flat : flat.index_select(0, rows.to(values.device()));
}

at::Tensor pad_frames(const at::Tensor& packed, const at::Tensor& lengths) {
  const auto frames = longest(lengths);
  auto shape = packed.sizes().vec();
  shape[0] = frames;
  shape.insert(shape.begin(), lengths.size(0));
  const auto rows = valid_rows(lengths, frames);
  if (rows.size(0) == lengths.size(0) * frames) return packed.view(shape);
  auto flat = packed.sizes().vec();
  flat[0] = lengths.size(0) * frames;
  return packed.new_zeros(flat).index_copy(0, rows.to(packed.device()), packed).view(shape);
}

}  // namespace serhost::nn
