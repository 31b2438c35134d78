// One function for each operation, on tensors in the order of the node's inputs. Values live until
// the end: what is evaluated is a second of sound.
#include "train/onnx_evaluation.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.hpp"

namespace serhost::train {
namespace {

using Inputs = std::vector<at::Tensor>;
using List = std::vector<std::int64_t>;
using onnx::Node;

List list_of(const at::Tensor& tensor) {
  const auto plain = tensor.to(at::kLong).contiguous();
  return {plain.const_data_ptr<std::int64_t>(),
          plain.const_data_ptr<std::int64_t>() + plain.numel()};
}

template <class T>
T attribute(const Node& node, const char* name) {
  return std::get<T>(node.attributes.at(name));
}
std::int64_t whole(const Node& node, const char* name) {
  return attribute<std::int64_t>(node, name);
}

at::ScalarType type_of(onnx::Type type) {
  switch (type) {
    case onnx::Type::f32:
      return at::kFloat;
    case onnx::Type::f64:
      return at::kDouble;
    case onnx::Type::i32:
      return at::kInt;
    case onnx::Type::i64:
      return at::kLong;
    default:
      return at::kBool;
  }
}

/// A copy: bytes of a file lie anywhere.
at::Tensor tensor_of(const onnx::Constant& constant) {
  auto out = at::empty(constant.shape, type_of(constant.type));
  std::memcpy(out.mutable_data_ptr(), constant.data.get(),
              static_cast<std::size_t>(constant.bytes()));
  return out;
}

at::Tensor gather(const Node& node, const Inputs& in) {
  const auto axis = whole(node, "axis");
  auto shape = in[0].sizes().vec();
  const auto index = in[1].sizes();
  const auto at = shape.erase(shape.begin() + axis);
  shape.insert(at, index.begin(), index.end());
  return in[0].index_select(axis, in[1].flatten()).reshape(shape);
}

at::Tensor reshape(const Node&, const Inputs& in) {
  auto shape = list_of(in[1]);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0) shape[i] = in[0].size(static_cast<std::int64_t>(i));
  }
  return in[0].reshape(shape);
}

at::Tensor unsqueeze(const Node&, const Inputs& in) {
  auto axes = list_of(in[1]);
  std::sort(axes.begin(), axes.end());
  auto out = in[0];
  for (const auto axis : axes) out = out.unsqueeze(axis);
  return out;
}

at::Tensor squeeze(const Node&, const Inputs& in) {
  auto axes = list_of(in[1]);
  std::sort(axes.rbegin(), axes.rend());
  auto out = in[0];
  for (const auto axis : axes) out = out.squeeze(axis);
  return out;
}

at::Tensor shape(const Node& node, const Inputs& in) {
  const auto sizes = at::tensor(in[0].sizes(), at::kLong);
  return node.attributes.empty() ? sizes : sizes.slice(0, whole(node, "start"), whole(node, "end"));
}

/// ONNX's begins, then ends, of dimensions; LibTorch's pairs, the last dimension first.
List pairs_of(const List& pads) {
  List out;
  for (auto axis = pads.size() / 2; axis-- > 0;) {
    out.push_back(pads[axis]);
    out.push_back(pads[axis + pads.size() / 2]);
  }
  return out;
}

at::Tensor convolution(const Node& node, const Inputs& in) {
  const auto x = at::constant_pad_nd(in[0], pairs_of(attribute<List>(node, "pads")));
  const auto bias = in.size() > 2 ? in[2] : at::Tensor();
  if (x.dim() == 4) return at::conv2d(x, in[1], bias);
  return at::conv1d(x, in[1], bias, attribute<List>(node, "strides"), at::IntArrayRef({0}),
                    at::IntArrayRef({1}), whole(node, "group"));
}

at::Tensor pad(const Node& node, const Inputs& in) {
  auto pairs = pairs_of(list_of(in[1]));
  if (node.attributes.empty()) return at::constant_pad_nd(in[0], pairs);
  pairs.resize(2);  // of the last dimension alone
  return at::reflection_pad1d(in[0], pairs);
}

/// Gates of ONNX in PyTorch's order.
at::Tensor reordered(const at::Tensor& parameter) {
  const auto gates = parameter.chunk(4, 0);
  return at::cat({gates[0], gates[2], gates[3], gates[1]});
}

/// One direction over one clip [n, 1, I]: all states, in the order of the frames, and the last.
std::pair<at::Tensor, at::Tensor> lstm_of_clip(const Inputs& in, std::int64_t direction,
                                               at::Tensor clip) {
  const auto biases = in[3][direction].chunk(2, 0);
  const auto zeros = at::zeros({1, 1, in[2].size(2)});
  if (direction == 1) clip = clip.flip(0);
  const auto [all, last, cell] = at::lstm(clip, {zeros, zeros},
                                          {reordered(in[1][direction]), reordered(in[2][direction]),
                                           reordered(biases[0]), reordered(biases[1])},
                                          true, 1, 0.0, false, false, false);
  return {direction == 1 ? all.flip(0) : all, last};
}

Inputs lstm(const Inputs& in) {
  const auto frames = in[0].size(0), clips = in[0].size(1), directions = in[1].size(0);
  const auto out = at::zeros({frames, directions, clips, in[2].size(2)});
  const auto states = at::zeros({directions, clips, in[2].size(2)});
  for (std::int64_t clip = 0; clip < clips; ++clip) {
    const auto count = in[4][clip].item<std::int64_t>();
    for (std::int64_t direction = 0; direction < directions; ++direction) {
      const auto [all, last] =
          lstm_of_clip(in, direction, in[0].narrow(0, 0, count).narrow(1, clip, 1));
      out.narrow(0, 0, count).select(1, direction).select(1, clip).copy_(all.squeeze(1));
      states[direction][clip].copy_(last.flatten());
    }
  }
  return {out, states};
}

using Operation = at::Tensor (*)(const Node&, const Inputs&);

const std::map<std::string, Operation>& operations() {
  static const std::map<std::string, Operation> all = {
      {"Abs", [](const Node&, const Inputs& in) { return in[0].abs(); }},
      {"Add", [](const Node&, const Inputs& in) { return in[0] + in[1]; }},
      {"ArgMax",
       [](const Node& node, const Inputs& in) { return in[0].argmax(whole(node, "axis")); }},
      {"ArgMin",
       [](const Node& node, const Inputs& in) { return in[0].argmin(whole(node, "axis")); }},
      {"Cast",
       [](const Node& node, const Inputs& in) {
         return in[0].to(type_of(static_cast<onnx::Type>(whole(node, "to"))));
       }},
      {"Concat",
       [](const Node& node, const Inputs& in) { return at::cat(in, whole(node, "axis")); }},
      {"Conv", &convolution},
      {"Div",
       [](const Node&, const Inputs& in) {
         return in[0].is_floating_point() ? in[0] / in[1] : at::div(in[0], in[1], "trunc");
       }},
      {"Erf", [](const Node&, const Inputs& in) { return in[0].erf(); }},
      {"Expand", [](const Node&, const Inputs& in) { return in[0].expand(list_of(in[1])); }},
      {"Gather", &gather},
      {"GatherND",
       [](const Node&, const Inputs& in) {
         return in[0].gather(1, in[1].expand({-1, -1, in[0].size(2)}));
       }},
      {"Identity", [](const Node&, const Inputs& in) { return in[0]; }},
      {"InstanceNormalization",
       [](const Node& node, const Inputs& in) {
         return at::instance_norm(in[0], in[1], in[2], {}, {}, true, 0.0,
                                  attribute<double>(node, "epsilon"), false);
       }},
      {"LayerNormalization",
       [](const Node& node, const Inputs& in) {
         return at::layer_norm(in[0], in[1].sizes(), in[1], in.size() > 2 ? in[2] : at::Tensor(),
                               attribute<double>(node, "epsilon"));
       }},
      {"Less", [](const Node&, const Inputs& in) { return in[0].lt(in[1]); }},
      {"Log", [](const Node&, const Inputs& in) { return in[0].log(); }},
      {"MatMul", [](const Node&, const Inputs& in) { return at::matmul(in[0], in[1]); }},
      {"Max", [](const Node&, const Inputs& in) { return at::maximum(in[0], in[1]); }},
      {"MaxPool", [](const Node&, const Inputs& in) { return at::max_pool2d(in[0], {2, 2}); }},
      {"Min", [](const Node&, const Inputs& in) { return at::minimum(in[0], in[1]); }},
      {"Mul", [](const Node&, const Inputs& in) { return in[0] * in[1]; }},
      {"Pad", &pad},
      {"Range",
       [](const Node&, const Inputs& in) {
         return at::arange(in[0].item(), in[1].item(), in[2].item(), at::kLong);
       }},
      {"ReduceMax",
       [](const Node& node, const Inputs& in) {
         return in[0].amax(attribute<List>(node, "axes"), true);
       }},
      {"ReduceSum", [](const Node&, const Inputs& in) { return in[0].sum(list_of(in[1]), true); }},
      {"Relu", [](const Node&, const Inputs& in) { return in[0].relu(); }},
      {"Reshape", &reshape},
      {"Shape", &shape},
      {"Sigmoid", [](const Node&, const Inputs& in) { return in[0].sigmoid(); }},
      {"Slice",
       [](const Node&, const Inputs& in) {
         return in[0].slice(in[3].item<std::int64_t>(), in[1].item<std::int64_t>(),
                            in[2].item<std::int64_t>());
       }},
      {"Softmax",
       [](const Node& node, const Inputs& in) { return in[0].softmax(whole(node, "axis")); }},
      {"Sqrt", [](const Node&, const Inputs& in) { return in[0].sqrt(); }},
      {"Squeeze", &squeeze},
      {"Sub", [](const Node&, const Inputs& in) { return in[0] - in[1]; }},
      {"Tanh", [](const Node&, const Inputs& in) { return in[0].tanh(); }},
      {"Transpose", [](const Node& node,
                       const Inputs& in) { return in[0].permute(attribute<List>(node, "perm")); }},
      {"Unsqueeze", &unsqueeze},
      {"Where", [](const Node&, const Inputs& in) { return at::where(in[0], in[1], in[2]); }},
  };
  return all;
}

Inputs outputs_of(const Node& node, const Inputs& in) {
  if (node.operation == "LSTM") return lstm(in);
  return {operations().at(node.operation)(node, in)};
}

}  // namespace

std::vector<std::string> unknown_operations(const onnx::Model& model) {
  std::set<std::string> out;
  for (const auto& node : model.nodes) {
    if (node.operation != "LSTM" && !operations().contains(node.operation))
      out.insert(node.operation);
  }
  return {out.begin(), out.end()};
}

std::map<std::string, at::Tensor> evaluated(const onnx::Model& model,
                                            std::map<std::string, at::Tensor> values) {
  for (const auto& constant : model.constants) values[constant.name] = tensor_of(constant);
  for (const auto& node : model.nodes) {
    Inputs in;
    for (const auto& name : node.inputs)
      in.push_back(name.empty() ? at::Tensor() : values.at(name));
    const auto out = outputs_of(node, in);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) values[node.outputs[i]] = out.at(i);
  }
  std::map<std::string, at::Tensor> out;
  for (const auto& port : model.outputs) out[port.name] = values.at(port.name);
  return out;
}

}  // namespace serhost::train
