// What an ONNX file holds, as far as serhost writes it: a written model is read back before it is
// handed out.
#pragma once

#include <string_view>

#include "onnx/model.hpp"

namespace serhost::onnx {

/// Constants share the memory of `bytes`, which must outlive them. Throws Error(damaged) for bytes
/// that are no such file: what is read is bounded by them.
Model parsed(std::string_view bytes);

/// Every value is there before it is used, and once; every constant has as many bytes as its shape
/// says; every output is computed. Throws Error(damaged) that names what is not so.
void require_sound(const Model& model);

}  // namespace serhost::onnx
