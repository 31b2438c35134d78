// The operator stops each clip at its own length, in both directions.
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

#include <serhost/nn/onnx_lstm.hpp>
#include <serhost/nn/onnx_ops.hpp>

namespace serhost::onnx {
namespace {

/// Gates in PyTorch are input, forget, cell, output; in ONNX input, output, forget, cell.
at::Tensor reordered(const at::Tensor& parameter) {
  const auto gates = parameter.detach().chunk(4, 0);
  return at::cat({gates[0], gates[3], gates[1], gates[2]});
}

}  // namespace

Sequence lstm(const Sequence& frames, const std::vector<std::vector<at::Tensor>>& directions) {
  auto& graph = *frames.values.graph;
  std::vector<at::Tensor> input, recurrent, biases;
  for (const auto& parameters : directions) {
    input.push_back(reordered(parameters.at(0)));
    recurrent.push_back(reordered(parameters.at(1)));
    biases.push_back(at::cat({reordered(parameters.at(2)), reordered(parameters.at(3))}));
  }
  const auto width = recurrent.front().size(1);
  const auto all = static_cast<std::int64_t>(directions.size()) * width;
  const auto out =
      graph.add("LSTM",
                {transpose(frames.values, {1, 0, 2}), constant(graph, at::stack(input)),
                 constant(graph, at::stack(recurrent)), constant(graph, at::stack(biases)),
                 cast(frames.lengths, Type::i32)},
                {{"direction", std::string(directions.size() > 1 ? "bidirectional" : "forward")},
                 {"hidden_size", width}},
                2);
  return {.values = reshape(transpose(out[0], {2, 0, 1, 3}), {0, 0, all}),
          .lengths = frames.lengths,
          .summary = reshape(transpose(out[1], {1, 0, 2}), {0, all})};
}

}  // namespace serhost::onnx
