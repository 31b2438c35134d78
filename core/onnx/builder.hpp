// A graph while components write into it. Equal small constants, and nodes that compute the same of
// the same, are there once; what no output needs is left out in the end.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "onnx/model.hpp"

namespace serhost::onnx {

class Builder final : public Graph {
 public:
  Value input(const Port& port);

  Value constant(Type type, const std::vector<std::int64_t>& shape,
                 const std::shared_ptr<const void>& data) override;
  std::vector<Value> add(const std::string& operation, const std::vector<Value>& inputs,
                         const Attributes& attributes, std::size_t outputs) override;

  /// `value` gets the name of `port`.
  void output(const Port& port, const Value& value);

  /// What was built, without what no output needs.
  Model model() const;

 private:
  Model model_;
  std::map<std::string, std::string> small_constants_;     // content to name
  std::map<std::string, std::vector<std::string>> nodes_;  // what is computed to its outputs
};

}  // namespace serhost::onnx
