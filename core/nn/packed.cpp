// Lengths cross to plain integers once per batch; tensors of them would be read back for every clip
// of every layer.
#include <ATen/ops/tensor.h>

#include <serhost/nn/packed.hpp>
#include <serhost/nn/sequence.hpp>

namespace serhost::nn {

Lengths to_lengths(const at::Tensor& lengths) {
  const auto plain = lengths.contiguous();
  const auto* data = plain.const_data_ptr<std::int64_t>();
  return {data, data + plain.numel()};
}

at::Tensor to_tensor(const Lengths& lengths) { return at::tensor(lengths, at::kLong); }

Packed pack(const Sequence& batch) {
  return {pack_frames(batch.values, batch.lengths), to_lengths(batch.lengths)};
}

Sequence pad(const Packed& packed) {
  const auto lengths = to_tensor(packed.lengths);
  return {.values = pad_frames(packed.values, lengths),
          .lengths = lengths,
          .summary = {},
          .segment_ids = {}};
}

}  // namespace serhost::nn
