// Nodes keep the order in which they were added, which is one of computation: a value is there
// before it is used.
#include "onnx/builder.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.hpp"

namespace serhost::onnx {
namespace {

constexpr std::int64_t kSmall = 256;  // bytes of a constant that may be there already

std::string text_of(const std::vector<std::int64_t>& list) {
  std::string out;
  for (const auto entry : list) out += std::to_string(entry) + ",";
  return out;
}

std::string text_of(const Attribute& attribute) {
  if (const auto* integer = std::get_if<std::int64_t>(&attribute)) return std::to_string(*integer);
  if (const auto* text = std::get_if<std::string>(&attribute)) return *text;
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&attribute)) return text_of(*list);
  const auto real = std::get<double>(attribute);
  return {reinterpret_cast<const char*>(&real), sizeof real};
}

/// What is computed, of what, and how.
std::string identity_of(const std::string& operation, const std::vector<Value>& inputs,
                        const Attributes& attributes) {
  auto out = operation;
  for (const auto& input : inputs) out += "|" + input.name;
  for (const auto& [name, attribute] : attributes) out += "|" + name + "=" + text_of(attribute);
  return out;
}

}  // namespace

std::int64_t size_of(Type type) {
  switch (type) {
    case Type::boolean:
      return 1;
    case Type::f32:
    case Type::i32:
      return 4;
    default:
      return 8;
  }
}

std::int64_t Constant::elements() const {
  std::int64_t count = 1;
  for (const auto size : shape) count *= size;
  return count;
}
std::int64_t Constant::bytes() const { return elements() * size_of(type); }

std::int64_t bytes_of(const Model& model) {
  std::int64_t all = 0;
  for (const auto& constant : model.constants) all += constant.bytes();
  return all;
}

Value Builder::input(const Port& port) {
  model_.inputs.push_back(port);
  return {this, port.name};
}

Value Builder::constant(Type type, const std::vector<std::int64_t>& shape,
                        const std::shared_ptr<const void>& data) {
  Constant made{"constant_" + std::to_string(model_.constants.size()), type, shape, data};
  if (made.bytes() > kSmall) {
    model_.constants.push_back(made);
    return {this, made.name};
  }
  const std::string bytes(static_cast<const char*>(data.get()),
                          static_cast<std::size_t>(made.bytes()));
  const auto key = std::to_string(static_cast<int>(type)) + ":" + text_of(shape) + ":" + bytes;
  const auto [at, fresh] = small_constants_.try_emplace(key, made.name);
  if (fresh) model_.constants.push_back(made);
  return {this, at->second};
}

std::vector<Value> Builder::add(const std::string& operation, const std::vector<Value>& inputs,
                                const Attributes& attributes, std::size_t outputs) {
  for (const auto& input : inputs) SERHOST_CHECK(input.graph == this || !input.defined());
  auto& names = nodes_[identity_of(operation, inputs, attributes)];
  if (names.empty()) {
    const auto name = operation + "_" + std::to_string(model_.nodes.size());
    for (std::size_t i = 0; i < outputs; ++i) names.push_back(name + "_" + std::to_string(i));
    Node node{name, operation, {}, names, attributes};
    for (const auto& input : inputs) node.inputs.push_back(input.name);
    model_.nodes.push_back(std::move(node));
  }
  std::vector<Value> values;
  for (const auto& name : names) values.push_back({this, name});
  return values;
}

void Builder::output(const Port& port, const Value& value) {
  SERHOST_CHECK(value.graph == this);
  model_.outputs.push_back(port);
  model_.nodes.push_back({port.name, "Identity", {value.name}, {port.name}, {}});
}

Model Builder::model() const {
  auto out = model_;
  std::set<std::string> needed;
  for (const auto& port : out.outputs) needed.insert(port.name);
  std::vector<Node> kept;
  for (auto node = out.nodes.rbegin(); node != out.nodes.rend(); ++node) {
    const bool used = std::any_of(node->outputs.begin(), node->outputs.end(),
                                  [&](const auto& name) { return needed.contains(name); });
    if (!used) continue;
    needed.insert(node->inputs.begin(), node->inputs.end());
    kept.push_back(std::move(*node));
  }
  out.nodes.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
  std::erase_if(out.constants,
                [&](const Constant& constant) { return !needed.contains(constant.name); });
  return out;
}

}  // namespace serhost::onnx
