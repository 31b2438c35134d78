// Abilities of backbones, heads and losses that can be written as ONNX (`serhost export --format
// onnx`), and the graph that they write into. Operators are those of ONNX's default domain, opset
// 17; <serhost/nn/onnx_ops.hpp> has most of them as functions.
//
//   std::vector<serhost::onnx::Sequence> to_onnx(const serhost::onnx::Sequence& audio) const {
//     const auto frames = layer_->to_onnx(audio.values);
//     return {{.values = frames, .lengths = audio.lengths}};
//   }
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <serhost/export.hpp>
#include <string>
#include <variant>
#include <vector>

namespace serhost::onnx {

class Graph;

/// Types of elements, by their numbers in ONNX.
enum class Type : std::int32_t { f32 = 1, i32 = 6, i64 = 7, boolean = 9, f64 = 11 };

/// What a constant, an input or a node of a graph gives.
struct Value {
  /// Where it is; none: an optional input that is left out.
  Graph* graph = nullptr;
  std::string name;  ///< unique in the graph

  /// False: none.
  bool defined() const { return graph != nullptr; }
};

/// An attribute of an operator; a `double` is written as ONNX's fp32.
using Attribute = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>>;
/// By name.
using Attributes = std::map<std::string, Attribute>;

/// Where a model is written: nodes in the order of their computation. [run]
class SERHOST_API Graph {
 public:
  virtual ~Graph() = default;

  /// Elements [shape] in row-major order, which `data` keeps in memory as long as the graph lives.
  virtual Value constant(Type type, const std::vector<std::int64_t>& shape,
                         const std::shared_ptr<const void>& data) = 0;

  /// A node with so many outputs.
  virtual std::vector<Value> add(const std::string& operation, const std::vector<Value>& inputs,
                                 const Attributes& attributes, std::size_t outputs) = 0;
};

/// A padded batch. Samples behind a clip's end are 0 on the way into the first backbone, and frames
/// behind it on the way into the next; what is left there is ignored.
struct Sequence {
  /// fp32 [B, T] waveform, or [B, F, W] frames.
  Value values{};
  /// int64 [B].
  Value lengths{};
  /// fp32 [B, W], the encoder's own vector; or none.
  Value summary{};
};

/// What a head gives.
struct View {
  Value output{};     ///< fp32 [B, C] before softmax; or none
  Value embedding{};  ///< fp32 [B, E]; or none
};

}  // namespace serhost::onnx

namespace serhost {

/// Ability of a backbone. In evaluation, what is written computes what `forward` does: for a clip
/// alone, and to rounding in any batch.
class SERHOST_API OnnxBackbone {
 public:
  virtual ~OnnxBackbone() = default;

  /// [run] Adds to the graph of `input` and gives every hidden state as `Layerwise::run_layers`
  /// does; one alone where it has not that ability. The last is what `forward` gives.
  virtual std::vector<onnx::Sequence> to_onnx(const onnx::Sequence& input) const = 0;

  /// What it does before its first layer, in words for the file's metadata: "log-mel ..., STFT as a
  /// product with ..."; empty for nothing.
  virtual std::string onnx_front_end() const { return {}; }
};

/// Ability of a head.
class SERHOST_API OnnxHead {
 public:
  virtual ~OnnxHead() = default;
  /// [run] As `Head::forward` in evaluation.
  virtual onnx::View to_onnx(const onnx::Sequence& frames) const = 0;
  /// Why this one cannot be written after all, as "its pooling ..."; empty: it can.
  virtual std::string reason_against_onnx() const { return {}; }
};

/// Ability of a loss that has scores of its own; others need none.
class SERHOST_API OnnxLoss {
 public:
  virtual ~OnnxLoss() = default;
  /// [run] As `Loss::scores`: fp32 [B, C].
  virtual onnx::Value to_onnx(const onnx::View& view) const = 0;
};

}  // namespace serhost
