// A model of ONNX as far as serhost writes one: a single graph of the default domain.
//
// Source: onnx.proto3 of ONNX 1.12 (IR version 8, opset 17).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

namespace serhost::onnx {

inline constexpr std::int64_t kIrVersion = 8, kOpset = 17;

/// What a file may hold: Protobuf counts bytes of a message in 31 bits.
inline constexpr std::int64_t kMostBytes = (std::int64_t{1} << 31) - 1;

/// An input or an output. A dimension is a number, or a name where it is left open.
struct Port {
  std::string name;
  Type type = Type::f32;
  std::vector<std::string> shape;
  std::string meaning;

  bool operator==(const Port&) const = default;
};

struct Node {
  std::string name, operation;
  std::vector<std::string> inputs, outputs;  ///< "" for an optional input that is left out
  Attributes attributes;
};

struct Constant {
  std::string name;
  Type type = Type::f32;
  std::vector<std::int64_t> shape;
  std::shared_ptr<const void> data;  ///< row-major

  std::int64_t elements() const;
  std::int64_t bytes() const;
};

struct Model {
  std::string name, producer, producer_version, meaning;
  std::vector<Port> inputs, outputs;
  std::vector<Node> nodes;  ///< in the order of their computation
  std::vector<Constant> constants;
  std::map<std::string, std::string> metadata;
};

std::int64_t size_of(Type type);  ///< bytes

/// Of all constants.
std::int64_t bytes_of(const Model& model);

}  // namespace serhost::onnx
