// A model as the bytes of an ONNX file.
#pragma once

#include <string>

#include "onnx/model.hpp"

namespace serhost::onnx {

/// Throws Error(unavailable) where the model is larger than a file of one piece can be.
std::string written(const Model& model);

}  // namespace serhost::onnx
