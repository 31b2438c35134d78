// Operators of ONNX (opset 17) as functions of values of one graph.
//
//   const auto power = re * re + im * im;                             // nodes of the graph of re
//   const auto mel = log(matmul(power, constant(*re.graph, filters)) + 1e-6);
//
// Thread tags: <serhost/threads.hpp>. All is [run].
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <initializer_list>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

namespace serhost::onnx {

/// A node with one output; the graph is that of the first input.
Value node(const std::string& operation, const std::vector<Value>& inputs,
           const Attributes& attributes = {});

/// A tensor with its type; floating point of lower precision becomes fp32.
Value constant(Graph& graph, const at::Tensor& tensor);
/// A list int64 [n].
Value constant(Graph& graph, const std::vector<std::int64_t>& list);
/// fp32 [].
Value scalar(Graph& graph, double value);
/// int64 [].
Value integer(Graph& graph, std::int64_t value);

Value operator+(const Value& a, const Value& b);  ///< Element by element, broadcast as NumPy does.
Value operator-(const Value& a, const Value& b);  ///< As +.
Value operator*(const Value& a, const Value& b);  ///< As +.
Value operator/(const Value& a, const Value& b);  ///< As +; of int64 it rounds towards 0.
Value operator+(const Value& a, double b);        ///< Of fp32.
Value operator*(const Value& a, double b);        ///< Of fp32.

/// The larger of both, element by element.
Value maximum(const Value& a, const Value& b);
/// The smaller of both.
Value minimum(const Value& a, const Value& b);
/// Of bool: `yes` where it is true, else `no`.
Value where(const Value& condition, const Value& yes, const Value& no);
/// bool: a < b.
Value less(const Value& a, const Value& b);

/// Element by element.
Value abs(const Value& x);
/// Natural.
Value log(const Value& x);
/// Element by element.
Value sqrt(const Value& x);
/// Element by element.
Value relu(const Value& x);
/// Element by element.
Value sigmoid(const Value& x);
/// To another type.
Value cast(const Value& x, Type type);

/// The product of matrices over the last two dimensions, broadcast over those before.
Value matmul(const Value& a, const Value& b);
/// Rows of `x` along `axis` by int64 index of any shape, which takes the place of that dimension.
Value gather(const Value& x, const Value& index, std::int64_t axis);
/// One behind the other along `axis`.
Value concat(const std::vector<Value>& parts, std::int64_t axis);
/// 0 keeps a dimension, -1 is what is left.
Value reshape(const Value& x, const std::vector<std::int64_t>& shape);
/// The dimensions in another order.
Value transpose(const Value& x, const std::vector<std::int64_t>& order);
/// Dimensions of size 1 at these places of the result.
Value unsqueeze(const Value& x, const std::vector<std::int64_t>& axes);
/// Without these dimensions, of size 1.
Value squeeze(const Value& x, const std::vector<std::int64_t>& axes);
/// From `begin` to before `end` along `axis`; int64 []. Negative ones count from the end.
Value slice(const Value& x, const Value& begin, const Value& end, std::int64_t axis);
/// int64 []: the size of a dimension.
Value size_of(const Value& x, std::int64_t axis);
/// int64 [count]: 0, 1, 2, ... before `count` [].
Value range(const Value& count);

/// Sums over dimensions, which stay with size 1.
Value sum(const Value& x, const std::vector<std::int64_t>& axes);
/// Along `axis`.
Value softmax(const Value& x, std::int64_t axis);
/// Over the last dimension, of as many values as `gain`; `offset` may be undefined.
Value layer_norm(const Value& x, const at::Tensor& gain, const at::Tensor& offset, double epsilon);
/// x W^T + b of a weight [O, I] and a bias [O], which may be undefined: [..., I] to [..., O].
Value linear(const Value& x, const at::Tensor& weight, const at::Tensor& bias);

/// How a convolution over time goes.
struct ConvolutionOptions {
  /// Frames.
  std::int64_t stride = 1;
  std::int64_t before = 0;  ///< zeros in front
  std::int64_t behind = 0;  ///< zeros at the end
  std::int64_t groups = 1;  ///< of channels
};

/// [B, I, T] with a weight [O, I / groups, K] and a bias [O], which may be undefined: [B, O, F].
Value conv1d(const Value& x, const at::Tensor& weight, const at::Tensor& bias,
             const ConvolutionOptions& options = {});

}  // namespace serhost::onnx
