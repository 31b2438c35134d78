// Padding is zeroed by filling, not by multiplying, so that NaN in padding never leaks.
#include <ATen/ops/arange.h>

#include <serhost/nn/mask.hpp>

namespace serhost::nn {

at::Tensor valid(const at::Tensor& lengths, std::int64_t frames, const at::Device& device) {
  const auto position = at::arange(frames, lengths.options());
  return position.unsqueeze(0).lt(lengths.unsqueeze(1)).to(device);
}

namespace {
at::Tensor masked(const at::Tensor& values, const at::Tensor& lengths, std::int64_t dimension) {
  auto keep = valid(lengths, values.size(dimension), values.device());
  while (keep.dim() < dimension + 1) keep = keep.unsqueeze(1);
  while (keep.dim() < values.dim()) keep = keep.unsqueeze(-1);
  return values.masked_fill(keep.logical_not(), 0);
}
}  // namespace

at::Tensor mask_channels_first(const at::Tensor& values, const at::Tensor& lengths) {
  return masked(values, lengths, 2);
}
at::Tensor mask_frames(const at::Tensor& values, const at::Tensor& lengths) {
  return masked(values, lengths, 1);
}

}  // namespace serhost::nn
