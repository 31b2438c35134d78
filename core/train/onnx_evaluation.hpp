// What an ONNX graph computes, worked out by LibTorch: a written model is compared with its source
// before it is handed out.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

#include "onnx/model.hpp"

namespace serhost::train {

/// Operations of `model` that `evaluated` does not know, each once.
std::vector<std::string> unknown_operations(const onnx::Model& model);

/// [run] Every output of `model` by name, of its inputs by name. Operations are those that
/// serhost's own components write, as they write them; knows no others.
std::map<std::string, at::Tensor> evaluated(const onnx::Model& model,
                                            std::map<std::string, at::Tensor> values);

}  // namespace serhost::train
