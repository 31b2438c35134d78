#include "weights/pickle_machine.hpp"

#include <string>
#include <utility>

#include "weights/text.hpp"

namespace serhost::weights {

bool PickleMachine::push(PickleNode node) {
  bounded(out_.nodes_.size());
  charge(sizeof(PickleNode) + sizeof(NodeId) + node.text.size() +
         (node.items.size() + node.entries.size()) * sizeof(NodeId));
  stack_.push_back(static_cast<NodeId>(out_.nodes_.size()));
  out_.nodes_.push_back(std::move(node));
  return true;
}

bool PickleMachine::push_global(NodeId module, NodeId name) {
  copied(node(module).text.size() + node(name).text.size() + 1);
  return push({.kind = NodeKind::global, .text = node(module).text + "." + node(name).text});
}

bool PickleMachine::push_integer(std::int64_t value) {
  return push({.kind = NodeKind::integer, .integer = value});
}

/// Two's complement, the lowest byte first.
bool PickleMachine::push_long(std::string_view bytes) {
  if (bytes.size() > 8) return push({.kind = NodeKind::big, .text = std::string(bytes)});
  std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return push_integer(static_cast<std::int64_t>(value));
}

bool PickleMachine::push_persistent(NodeId which) {
  push({.kind = NodeKind::persistent, .args = which});
  out_.persistent_.push_back(stack_.back());
  return true;
}

NodeId PickleMachine::pop() {
  const auto out = top();
  stack_.pop_back();
  return out;
}

NodeId PickleMachine::top() const {
  if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size()))
    in_.fail("a value is expected, but there is none");
  return stack_.back();
}

std::vector<NodeId> PickleMachine::popped(std::size_t count) {
  std::vector<NodeId> out(count);
  for (std::size_t i = count; i-- > 0;) out[i] = pop();
  return out;
}

std::vector<NodeId> PickleMachine::to_mark() {
  if (marks_.empty()) in_.fail("a mark is expected, but there is none");
  const auto from = marks_.back();
  marks_.pop_back();
  std::vector<NodeId> out(stack_.begin() + static_cast<std::ptrdiff_t>(from), stack_.end());
  stack_.resize(from);
  return out;
}

bool PickleMachine::append(const std::vector<NodeId>& items) {
  auto& own = node(top());
  if (own.kind != NodeKind::list && own.kind != NodeKind::set && own.kind != NodeKind::object)
    in_.fail("only a list or a set can be appended to");
  charge(items.size() * sizeof(NodeId));
  own.items.insert(own.items.end(), items.begin(), items.end());
  return true;
}

bool PickleMachine::set_entries(const std::vector<NodeId>& entries) {
  auto& own = node(top());
  if (own.kind != NodeKind::dict && own.kind != NodeKind::object)
    in_.fail("only a dict can be given entries");
  charge(entries.size() * sizeof(NodeId));
  own.entries.insert(own.entries.end(), entries.begin(), entries.end());
  return true;
}

std::vector<NodeId> PickleMachine::pairs(std::vector<NodeId> items) const {
  if (items.size() % 2 != 0) in_.fail("a key has no value");
  return items;
}

bool PickleMachine::remember(std::uint64_t index) {
  constexpr std::size_t kEntry = 64;  // of a hash table, its share of the buckets included
  bounded(memo_.size());
  charge(kEntry);
  memo_[index] = top();
  return true;
}

bool PickleMachine::recall(std::uint64_t index) {
  const auto found = memo_.find(index);
  if (found == memo_.end())
    in_.fail("value " + std::to_string(index) + " is used, but was never kept");
  bounded(stack_.size());
  charge(sizeof(NodeId));
  stack_.push_back(found->second);
  return true;
}

void PickleMachine::bounded(std::size_t count) const {
  if (count >= kMostPickleNodes)
    in_.fail("more than " + std::to_string(kMostPickleNodes) + " values, which no checkpoint has");
}

/// Copies are the one way to make more than the file holds: what they make has a bound of its
/// own.
void PickleMachine::copied(std::size_t size) {
  copied_ += size;
  if (copied_ > kMostPickleCopies) in_.fail("copies itself over and over, as no checkpoint does");
}

void PickleMachine::charge(std::size_t size) {
  charged_ += size;
  if (charged_ > kPickleMemory + kPickleMemoryPerByte * in_.at()) {
    in_.fail("would need " + std::to_string(charged_ >> 20) + " MiB of memory after " +
             std::to_string(in_.at()) + " bytes, as no checkpoint does");
  }
}

void PickleMachine::begin_mark() {
  bounded(marks_.size());
  charge(sizeof(std::size_t));
  marks_.push_back(stack_.size());
}

void PickleMachine::duplicate() {
  bounded(stack_.size());
  charge(sizeof(NodeId));
  stack_.push_back(top());
}

void PickleMachine::drop() {
  if (!marks_.empty() && marks_.back() == stack_.size()) marks_.pop_back();
  else pop();
}

Pickle PickleMachine::finish(std::uint64_t size) {
  out_.root_ = pop();
  if (!stack_.empty() || !marks_.empty()) in_.fail("values are left over at the end");
  out_.size_ = size;
  return std::move(out_);
}

}  // namespace serhost::weights
