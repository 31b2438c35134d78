// The header is checked against the file's size before a tensor is named.
#include "weights/stored.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.hpp"

namespace serhost::weights {

static_assert(std::endian::native == std::endian::little,
              "data is little-endian and used as it lies");

const DtypeName& name_of(Dtype dtype) {
  return *std::find_if(kDtypes.begin(), kDtypes.end(),
                       [&](const auto& each) { return each.dtype == dtype; });
}

std::uint64_t size_of(const StoredTensor& tensor) {
  std::uint64_t size = name_of(tensor.dtype).bytes;
  for (const auto length : tensor.shape) size *= static_cast<std::uint64_t>(length);
  return size;
}

StoredTensors stored_safetensors(const std::filesystem::path& file,
                                 std::map<std::string, std::string>* metadata) {
  const auto mapping = std::make_shared<const Mapping>(file);
  try {
    if (mapping->size() < 8)
      throw std::runtime_error("shorter than the 8 bytes of its header's length");
    std::uint64_t length = 0;
    std::memcpy(&length, mapping->data(), 8);
    if (length > kLargestHeader || length > mapping->size() - 8) {
      throw std::runtime_error("its header is said to have " + std::to_string(length) +
                               " bytes, but " + std::to_string(mapping->size() - 8) +
                               " bytes follow");
    }
    auto header = parse_header({mapping->data() + 8, length}, mapping->size() - 8 - length);
    if (metadata != nullptr) *metadata = std::move(header.metadata);
    StoredTensors out;
    for (auto& entry : header.entries) {
      out.emplace(entry.name, StoredTensor{entry.dtype,
                                           std::move(entry.shape),
                                           {},
                                           mapping,
                                           8 + length + entry.begin,
                                           entry.end - entry.begin});
    }
    return out;
  } catch (const std::runtime_error& fault) {
    throw Error(Exit::damaged, file.string() + ": not a sound safetensors file: " + fault.what());
  }
}

}  // namespace serhost::weights
