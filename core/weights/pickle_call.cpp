// What a pickle would call: containers under a class's name become containers, everything else
// stays an object that nobody makes.
#include <string>
#include <utility>

#include "weights/pickle_machine.hpp"
#include "weights/text.hpp"

namespace serhost::weights {

bool PickleMachine::push_call(NodeId callee, NodeId args) {
  if (node(callee).kind == NodeKind::object)
    callee = node(callee).callee;  // what a call gave is called: its name will do
  if (node(callee).kind != NodeKind::global) in_.fail("only a class or a function can be called");
  const std::string_view name = node(callee).text;
  if (node(args).kind != NodeKind::tuple)
    in_.fail("the arguments of " + shown(name) + " are no tuple");
  const auto& given = node(args).items;
  if (name == "collections.OrderedDict" || name == "collections.defaultdict" ||
      name == "builtins.dict" || name == "__builtin__.dict") {
    PickleNode dict{.kind = NodeKind::dict};
    if (given.size() == 1 && node(given[0]).kind == NodeKind::list)
      dict.entries = entries_of(node(given[0]));  // as Python 2 wrote it
    return push(std::move(dict));
  }
  if (name == "_codecs.encode" && given.size() == 2 &&
      node(given[0]).kind == NodeKind::text) {  // bytes in protocol 2
    copied(node(given[0]).text.size());
    return push({.kind = NodeKind::bytes, .text = latin1(node(given[0]).text, in_)});
  }
  for (const auto* set :
       {"builtins.set", "builtins.frozenset", "__builtin__.set", "__builtin__.frozenset"}) {
    if (name != set || given.size() > 1) continue;
    PickleNode made{.kind = NodeKind::set};
    if (given.size() == 1 && node(given[0]).kind == NodeKind::list) {
      copied(node(given[0]).items.size() * sizeof(NodeId));
      made.items = node(given[0]).items;
    }
    return push(std::move(made));
  }
  return push({.kind = NodeKind::object, .callee = callee, .args = args});
}

std::vector<NodeId> PickleMachine::entries_of(const PickleNode& list) {
  std::vector<NodeId> out;
  copied(2 * list.items.size() * sizeof(NodeId));
  for (const auto id : list.items) {
    const auto& pair = node(id);
    if ((pair.kind != NodeKind::list && pair.kind != NodeKind::tuple) || pair.items.size() != 2)
      in_.fail("a dict is made from pairs");
    out.insert(out.end(), pair.items.begin(), pair.items.end());
  }
  return out;
}

}  // namespace serhost::weights
