// The stack machine behind a pickle: it only ever makes nodes. Nothing in it calls itself, so that
// no input can exhaust the stack; each opcode makes at most one node of its own and every byte of
// memory is counted, so that no count in the file can exhaust memory.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "weights/pickle.hpp"
#include "weights/pickle_stream.hpp"

namespace serhost::weights {

/// Every fault throws std::runtime_error by the stream, which names the byte of the opcode. What
/// changes the stack returns true, as an opcode that was known.
class PickleMachine {
 public:
  explicit PickleMachine(const PickleStream& in) : in_(in) {}

  bool push(PickleNode node);
  /// A class by its module and name, which may be recalled texts of any length.
  bool push_global(NodeId module, NodeId name);
  bool push_integer(std::int64_t value);
  /// Two's complement, the lowest byte first.
  bool push_long(std::string_view bytes);
  bool push_persistent(NodeId which);
  NodeId pop();
  NodeId top() const;
  std::vector<NodeId> popped(std::size_t count);
  std::vector<NodeId> to_mark();
  bool append(const std::vector<NodeId>& items);
  bool set_entries(const std::vector<NodeId>& entries);
  std::vector<NodeId> pairs(std::vector<NodeId> items) const;
  bool remember(std::uint64_t index);
  /// Under the next free number, as protocol 4 does.
  bool remember() { return remember(memo_.size()); }
  bool recall(std::uint64_t index);
  /// Containers under a class's name become containers; all other calls stay objects.
  bool push_call(NodeId callee, NodeId args);

  void begin_mark();  ///< MARK
  void duplicate();   ///< DUP
  /// POP, which also takes a mark that nothing stands on.
  void drop();

  PickleNode& node(NodeId id) { return out_.nodes_[id]; }
  const PickleNode& node(NodeId id) const { return out_.nodes_[id]; }

  /// The tree, once the last opcode was read; `size` bytes of it.
  Pickle finish(std::uint64_t size);

 private:
  std::vector<NodeId> entries_of(const PickleNode& list);
  void bounded(std::size_t count) const;
  /// Copies are the one way to make more than the file holds: what they make has a bound of its
  /// own. Called before they are made.
  void copied(std::size_t size);
  /// Counts what is about to be asked for against what the bytes read so far allow.
  void charge(std::size_t size);

  const PickleStream& in_;
  Pickle out_;
  std::vector<NodeId> stack_;
  std::vector<std::size_t> marks_;  ///< height of the stack at each mark
  std::unordered_map<std::uint64_t, NodeId> memo_;
  std::size_t copied_ = 0, charged_ = 0;
};

}  // namespace serhost::weights
