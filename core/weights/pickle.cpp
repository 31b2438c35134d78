// The tree that a pickle is: looking things up in it, and describing them.
#include "weights/pickle.hpp"

#include "weights/text.hpp"

namespace serhost::weights {

NodeId Pickle::find(const PickleNode& dict, std::string_view key) const {
  for (std::size_t i = dict.entries.size(); i >= 2; i -= 2) {
    const auto& own = nodes_[dict.entries[i - 2]];
    if (own.kind == NodeKind::text && own.text == key) return dict.entries[i - 1];
  }
  return kNoNode;
}

const std::string& Pickle::name(const PickleNode& node) const {
  static const std::string none;
  if (node.kind == NodeKind::global) return node.text;
  return node.kind == NodeKind::object ? nodes_.at(node.callee).text : none;
}

std::string Pickle::described(NodeId id) const {
  const auto& node = nodes_.at(id);
  switch (node.kind) {
    case NodeKind::none:
      return "None";
    case NodeKind::boolean:
      return "a truth value";
    case NodeKind::integer:
    case NodeKind::big:
      return "an integer";
    case NodeKind::real:
      return "a number";
    case NodeKind::text:
      return "a text";
    case NodeKind::bytes:
      return "bytes";
    case NodeKind::tuple:
      return "a tuple";
    case NodeKind::list:
      return "a list";
    case NodeKind::set:
      return "a set";
    case NodeKind::dict:
      return "a dict";
    case NodeKind::global:
      return "the class or function " + shown(name(node));
    case NodeKind::object:
      return "an object of " + shown(name(node));
    case NodeKind::persistent:
      return "a storage";
  }
  return "nothing";
}

}  // namespace serhost::weights
