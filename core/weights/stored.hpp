// Where a tensor lies in a mapped file: what every format is read into before torch is asked for
// anything.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "weights/header.hpp"
#include "weights/mapping.hpp"

namespace serhost::weights {

struct StoredTensor {
  Dtype dtype = Dtype::f32;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;       ///< in elements; empty: contiguous
  std::shared_ptr<const Mapping> mapping;  ///< nullptr: shapes alone are known
  std::uint64_t begin = 0, extent = 0;     ///< within the file, in bytes: all elements lie there
};

using StoredTensors = std::map<std::string, StoredTensor>;

const DtypeName& name_of(Dtype dtype);

/// The elements' bytes, gaps aside.
std::uint64_t size_of(const StoredTensor& tensor);

/// A checked safetensors file. Throws Error(damaged) with the place of the fault.
StoredTensors stored_safetensors(const std::filesystem::path& file,
                                 std::map<std::string, std::string>* metadata = nullptr);

}  // namespace serhost::weights
