// A model as the bytes of an ONNX file.
#pragma once

#include <string>

#include "onnx/model.hpp"

namespace serhost::onnx {

/// `data_file`: the name of a file beside it that holds its larger constants (onnx/outside.hpp); ""
/// for one piece. Throws Error(unavailable) where the model is larger than that can be.
std::string written(const Model& model, const std::string& data_file = "");

}  // namespace serhost::onnx
