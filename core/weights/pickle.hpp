// Python's pickle format as data: protocols 0 to 5 are read into a tree and nothing is executed. A
// call of a class or a function that the pickle asks for is kept as a named object; whoever reads
// the tree decides what it means. Knows no torch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::weights {

/// Bounds on what a pickle may build; no checkpoint comes near them. All memory is counted before
/// it is asked for: kPickleMemory bytes, and kPickleMemoryPerByte more for each byte that is read.
inline constexpr std::uint64_t kLargestPickle = 256 << 20;    // bytes
inline constexpr std::uint64_t kMostPickleCopies = 64 << 20;  // bytes that are there twice
inline constexpr std::size_t kMostPickleNodes = 1'000'000;
inline constexpr std::uint64_t kPickleMemory = 16 << 20;
inline constexpr std::uint64_t kPickleMemoryPerByte = 64;

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xffffffff;

enum class NodeKind {
  none,
  boolean,
  integer,
  big,  ///< an integer of more than 64 bits; `text` holds its bytes, the lowest first
  real,
  text,
  bytes,
  tuple,
  list,
  set,
  dict,        ///< also OrderedDict and defaultdict
  global,      ///< a class or a function by name
  object,      ///< what calling `callee` with `args` would give; never called
  persistent,  ///< a reference to outside the pickle; `args` says which
};

struct PickleNode {
  NodeKind kind = NodeKind::none;
  std::int64_t integer = 0;  ///< also a boolean's 0 or 1
  double real = 0.0;
  std::string text{};           ///< of text and bytes; "module.name" of global
  NodeId callee = kNoNode;      ///< of object: a global
  NodeId args = kNoNode;        ///< of object: a tuple; of persistent: anything
  NodeId state = kNoNode;       ///< what BUILD gave an object or a dict: its attributes
  std::vector<NodeId> items{};  ///< of tuple, list, set; what was appended to an object
  std::vector<NodeId>
      entries{};  ///< of dict, and what was set in an object: key, value, key, value …
};

/// Nodes refer to each other by number: cycles are just numbers, and nothing is freed recursively.
class Pickle {
 public:
  const PickleNode& operator[](NodeId id) const { return nodes_.at(id); }
  const PickleNode& root() const { return nodes_.at(root_); }
  NodeId root_id() const { return root_; }
  std::uint64_t size() const { return size_; }  ///< bytes read, the stop included
  std::size_t nodes() const { return nodes_.size(); }
  const std::vector<NodeId>& persistent() const {
    return persistent_;
  }  ///< every reference to outside, in order

  /// The value of a text key in a dict or a dict-like object, or kNoNode. The last one wins, as in
  /// Python.
  NodeId find(const PickleNode& dict, std::string_view key) const;

  /// "module.name" of a global or an object; "" of anything else.
  const std::string& name(const PickleNode& node) const;

  /// For messages: "a dict", "an object of fairseq.Model".
  std::string described(NodeId id) const;

 private:
  friend class PickleMachine;
  std::vector<PickleNode> nodes_;
  std::vector<NodeId> persistent_;
  NodeId root_ = 0;
  std::uint64_t size_ = 0;
};

/// Reads one pickle from the front of `bytes`, which may go on behind it. `begin` is where they lie
/// in their file, for messages. Throws std::runtime_error with the byte for what is cut short,
/// malformed, or larger than the bounds.
Pickle read_pickle(std::string_view bytes, std::uint64_t begin = 0);

}  // namespace serhost::weights
