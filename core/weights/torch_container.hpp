// The two containers of torch.save: a pickle, and where each storage that it refers to lies.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "weights/header.hpp"
#include "weights/mapping.hpp"
#include "weights/pickle.hpp"

namespace serhost::weights {

struct StorageBytes {
  std::uint64_t begin = 0, size = 0;  ///< within the file
};

struct TorchContainer {
  std::shared_ptr<const Mapping> mapping;
  Pickle pickle;
  std::map<std::string, StorageBytes> storages;  ///< by key
};

/// What a pickle says of a storage, in its persistent id.
struct StorageId {
  Dtype dtype = Dtype::f32;
  std::string key;
  std::uint64_t elements = 0;
  std::uint64_t offset = 0;  ///< in elements: of a view, in the older format
};

/// Throws std::runtime_error, also for element types that are not supported (complex, quantized).
StorageId storage_id(const Pickle& pickle, NodeId persistent);

/// Throws std::runtime_error with the byte.
TorchContainer open_torch_container(std::shared_ptr<const Mapping> mapping);

}  // namespace serhost::weights
