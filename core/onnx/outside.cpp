// One behind the other, each from the beginning of a page.
#include "onnx/outside.hpp"

#include <algorithm>

namespace serhost::onnx {
namespace {

/// Of nodes, names and metadata, more than they ever need.
std::int64_t most_bytes_beside_constants(const Model& model) {
  std::int64_t all = 1 << 16;
  for (const auto& [key, value] : model.metadata)
    all += static_cast<std::int64_t>(key.size() + value.size()) + 32;
  return all + 1024 * static_cast<std::int64_t>(model.nodes.size() + model.constants.size());
}

}  // namespace

std::vector<Outside> outside_of(const Model& model) {
  std::vector<Outside> out;
  std::int64_t offset = 0;
  for (const auto& constant : model.constants) {
    if (constant.bytes() < kLeastOutside) continue;
    out.push_back({&constant, offset});
    offset += (constant.bytes() + kOutsideAlignment - 1) / kOutsideAlignment * kOutsideAlignment;
  }
  return out;
}

void write_outside(const std::vector<Outside>& constants,
                   const std::function<void(const void* data, std::size_t bytes)>& write) {
  const std::vector<char> gap(static_cast<std::size_t>(kOutsideAlignment), 0);
  std::int64_t at = 0;
  for (const auto& [constant, offset] : constants) {
    if (offset > at) write(gap.data(), static_cast<std::size_t>(offset - at));
    write(constant->data.get(), static_cast<std::size_t>(constant->bytes()));
    at = offset + constant->bytes();
  }
}

bool fits_one_file(const Model& model) {
  return bytes_of(model) + most_bytes_beside_constants(model) <= kMostBytes;
}

}  // namespace serhost::onnx
