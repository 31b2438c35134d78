// Constants share the memory of their tensors as long as the graph lives.
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include <serhost/nn/onnx_ops.hpp>
#include <stdexcept>

namespace serhost::onnx {
namespace {

Type type_of(const at::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return Type::f32;
    case at::kDouble:
      return Type::f64;
    case at::kLong:
      return Type::i64;
    case at::kInt:
      return Type::i32;
    case at::kBool:
      return Type::boolean;
    default:
      throw std::invalid_argument("a constant of this type has no place in an ONNX graph");
  }
}

Value like(const Value& value, double number) { return scalar(*value.graph, number); }

}  // namespace

Value node(const std::string& operation, const std::vector<Value>& inputs,
           const Attributes& attributes) {
  return inputs.front().graph->add(operation, inputs, attributes, 1).front();
}

Value constant(Graph& graph, const at::Tensor& tensor) {
  const bool low = tensor.is_floating_point() && tensor.scalar_type() != at::kDouble;
  const auto kept = std::make_shared<at::Tensor>(
      tensor.detach().to(at::kCPU, low ? at::kFloat : tensor.scalar_type()).contiguous());
  return graph.constant(type_of(*kept), kept->sizes().vec(),
                        std::shared_ptr<const void>(kept, kept->const_data_ptr()));
}

Value constant(Graph& graph, const std::vector<std::int64_t>& list) {
  return constant(graph, at::tensor(list, at::kLong));
}
Value scalar(Graph& graph, double value) {
  return constant(graph, at::scalar_tensor(value, at::kFloat));
}
Value integer(Graph& graph, std::int64_t value) {
  return constant(graph, at::scalar_tensor(value, at::kLong));
}

Value operator+(const Value& a, const Value& b) { return node("Add", {a, b}); }
Value operator-(const Value& a, const Value& b) { return node("Sub", {a, b}); }
Value operator*(const Value& a, const Value& b) { return node("Mul", {a, b}); }
Value operator/(const Value& a, const Value& b) { return node("Div", {a, b}); }
Value operator+(const Value& a, double b) { return a + like(a, b); }
Value operator*(const Value& a, double b) { return a * like(a, b); }

Value maximum(const Value& a, const Value& b) { return node("Max", {a, b}); }
Value minimum(const Value& a, const Value& b) { return node("Min", {a, b}); }
Value where(const Value& condition, const Value& yes, const Value& no) {
  return node("Where", {condition, yes, no});
}
Value less(const Value& a, const Value& b) { return node("Less", {a, b}); }

Value abs(const Value& x) { return node("Abs", {x}); }
Value log(const Value& x) { return node("Log", {x}); }
Value sqrt(const Value& x) { return node("Sqrt", {x}); }
Value relu(const Value& x) { return node("Relu", {x}); }
Value sigmoid(const Value& x) { return node("Sigmoid", {x}); }
Value cast(const Value& x, Type type) {
  return node("Cast", {x}, {{"to", static_cast<std::int64_t>(type)}});
}

Value matmul(const Value& a, const Value& b) { return node("MatMul", {a, b}); }
Value gather(const Value& x, const Value& index, std::int64_t axis) {
  return node("Gather", {x, index}, {{"axis", axis}});
}
Value concat(const std::vector<Value>& parts, std::int64_t axis) {
  return node("Concat", parts, {{"axis", axis}});
}
Value reshape(const Value& x, const std::vector<std::int64_t>& shape) {
  return node("Reshape", {x, constant(*x.graph, shape)});
}
Value transpose(const Value& x, const std::vector<std::int64_t>& order) {
  return node("Transpose", {x}, {{"perm", order}});
}
Value unsqueeze(const Value& x, const std::vector<std::int64_t>& axes) {
  return node("Unsqueeze", {x, constant(*x.graph, axes)});
}
Value squeeze(const Value& x, const std::vector<std::int64_t>& axes) {
  return node("Squeeze", {x, constant(*x.graph, axes)});
}
Value slice(const Value& x, const Value& begin, const Value& end, std::int64_t axis) {
  return node("Slice",
              {x, unsqueeze(begin, {0}), unsqueeze(end, {0}), constant(*x.graph, {{axis}})});
}
Value size_of(const Value& x, std::int64_t axis) {
  return squeeze(node("Shape", {x}, {{"start", axis}, {"end", axis + 1}}), {0});
}
Value range(const Value& count) {
  auto& graph = *count.graph;
  return node("Range", {integer(graph, 0), count, integer(graph, 1)});
}

Value sum(const Value& x, const std::vector<std::int64_t>& axes) {
  return node("ReduceSum", {x, constant(*x.graph, axes)});
}
Value softmax(const Value& x, std::int64_t axis) { return node("Softmax", {x}, {{"axis", axis}}); }

Value layer_norm(const Value& x, const at::Tensor& gain, const at::Tensor& offset, double epsilon) {
  std::vector<Value> inputs = {x, constant(*x.graph, gain)};
  if (offset.defined()) inputs.push_back(constant(*x.graph, offset));
  return node("LayerNormalization", inputs, {{"epsilon", epsilon}});
}

Value linear(const Value& x, const at::Tensor& weight, const at::Tensor& bias) {
  const auto product = matmul(x, constant(*x.graph, weight.detach().t()));
  return bias.defined() ? product + constant(*x.graph, bias) : product;
}

Value conv1d(const Value& x, const at::Tensor& weight, const at::Tensor& bias,
             const ConvolutionOptions& options) {
  std::vector<Value> inputs = {x, constant(*x.graph, weight)};
  if (bias.defined()) inputs.push_back(constant(*x.graph, bias));
  return node("Conv", inputs,
              {{"group", options.groups},
               {"pads", std::vector<std::int64_t>{options.before, options.behind}},
               {"strides", std::vector<std::int64_t>{options.stride}}});
}

}  // namespace serhost::onnx
