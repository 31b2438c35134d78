// A row of int64 (how many; of each its type, its dimensions, its sizes), then the values.
#include "distributed/packed_tensors.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <cstring>

#include "base/error.hpp"

namespace serhost::distributed {
namespace {

constexpr std::int64_t kUndefined = -1;
constexpr std::int64_t kWord = sizeof(std::int64_t);

}  // namespace

at::Tensor packed(const std::vector<at::Tensor>& tensors) {
  std::vector<std::int64_t> head = {static_cast<std::int64_t>(tensors.size())};
  std::vector<at::Tensor> values;
  std::int64_t bytes = 0;
  for (const auto& tensor : tensors) {
    if (!tensor.defined()) {
      head.push_back(kUndefined);
      continue;
    }
    values.push_back(tensor.detach().to(at::kCPU).contiguous());
    bytes += static_cast<std::int64_t>(values.back().nbytes());
    head.insert(head.end(), {static_cast<std::int64_t>(tensor.scalar_type()), tensor.dim()});
    for (const auto size : tensor.sizes()) head.push_back(size);
  }
  const auto head_bytes = static_cast<std::int64_t>(head.size()) * kWord;
  auto out = at::empty({head_bytes + bytes}, at::kByte);
  auto* to = out.data_ptr<std::uint8_t>();
  std::memcpy(to, head.data(), static_cast<std::size_t>(head_bytes));
  to += head_bytes;
  for (const auto& each : values) {
    if (each.numel() > 0) std::memcpy(to, each.const_data_ptr(), each.nbytes());
    to += each.nbytes();
  }
  return out;
}

std::vector<at::Tensor> unpacked(const at::Tensor& bytes) {
  const auto* const begin = bytes.const_data_ptr<std::uint8_t>();
  const auto* at_word = begin;
  const auto word = [&] {
    SERHOST_CHECK(at_word + kWord <= begin + bytes.numel());
    std::int64_t out = 0;
    std::memcpy(&out, at_word, kWord);
    at_word += kWord;
    return out;
  };
  std::vector<at::Tensor> out;
  const auto count = word();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto type = word();
    if (type == kUndefined) {
      out.emplace_back();
      continue;
    }
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(word()));
    for (auto& size : sizes) size = word();
    out.push_back(at::empty(sizes, static_cast<at::ScalarType>(type)));
  }
  const auto* from = at_word;
  for (auto& each : out) {
    if (!each.defined() || each.numel() == 0) continue;
    SERHOST_CHECK(from + each.nbytes() <= begin + bytes.numel());
    std::memcpy(each.data_ptr(), from, each.nbytes());
    from += each.nbytes();
  }
  return out;
}

}  // namespace serhost::distributed
