// Poolings by name.
#include "model/pooling/pooling.hpp"

#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::model {

const PoolingRule& find_pooling(const std::string& name) {
  const auto* piece = config::find_piece("pooling", name);
  if (piece == nullptr)
    throw ConfigError("head.pooling: there is no pooling \"" + name + "\"." +
                      suggestion(name, config::names_of_pieces("pooling")));
  return reinterpret_cast<const PoolingRule& (*)()>(piece->maker)();
}

onnx::Value Pooling::to_onnx(const onnx::Value&, const onnx::Sequence&) const {
  throw std::logic_error("a pooling without an ONNX piece was to be written");
}

}  // namespace serhost::model
