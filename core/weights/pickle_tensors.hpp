// Tensors of a pickle: the calls that rebuild one are known by name, and where their elements lie
// is checked against the storages of the file.
#pragma once

#include "weights/stored.hpp"
#include "weights/torch_container.hpp"

namespace serhost::weights {

/// Of one file, which must outlive it. Throws std::runtime_error with the reason.
class PickleTensors {
 public:
  explicit PickleTensors(const TorchContainer& container)
      : container_(container), pickle_(container.pickle) {}

  /// Whether the node is a tensor, or a parameter around one.
  bool is_tensor(NodeId id) const;

  StoredTensor read(NodeId id) const;

 private:
  NodeId wrapped(NodeId id) const;
  std::int64_t count(NodeId id, const char* what) const;
  std::vector<std::int64_t> counts(NodeId id, const char* what) const;
  StoredTensor rebuilt(NodeId id) const;

  const TorchContainer& container_;
  const Pickle& pickle_;
};

}  // namespace serhost::weights
