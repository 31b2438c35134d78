// What ONNX Runtime would refuse with fewer words.
#include <set>

#include "base/error.hpp"
#include "onnx/read.hpp"

namespace serhost::onnx {
namespace {

[[noreturn]] void refuse_graph(const std::string& what) {
  throw Error(Exit::damaged, "the ONNX graph is not sound: " + what);
}

}  // namespace

void require_sound(const Model& model) {
  std::set<std::string> known;
  const auto add = [&](const std::string& name) {
    if (name.empty() || !known.insert(name).second) refuse_graph("the name '" + name + "' twice");
  };
  for (const auto& port : model.inputs) add(port.name);
  for (const auto& constant : model.constants) add(constant.name);
  for (const auto& node : model.nodes) {
    if (node.operation.empty()) refuse_graph("the node " + node.name + " has no operation");
    for (const auto& input : node.inputs) {
      if (!input.empty() && !known.contains(input))
        refuse_graph("the node " + node.name + " takes " + input +
                     ", which nothing gives before it");
    }
    for (const auto& output : node.outputs) add(output);
  }
  if (model.outputs.empty()) refuse_graph("no output");
  for (const auto& port : model.outputs) {
    if (!known.contains(port.name)) refuse_graph("nothing gives the output " + port.name);
  }
}

}  // namespace serhost::onnx
