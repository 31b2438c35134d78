// What an ONNX file holds, as far as serhost writes it: a written model is read back before it is
// handed out.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "onnx/model.hpp"

namespace serhost::onnx {

/// `length` bytes at `offset` of the file beside the model that holds its larger constants; null:
/// they are not there.
using DataOutside = std::function<const void*(std::int64_t offset, std::int64_t length)>;

/// Constants share the memory of `bytes`, or what `outside` gives, which must outlive them. Throws
/// Error(damaged) for bytes that are no such file: what is read is bounded by them.
Model parsed(std::string_view bytes, const DataOutside& outside = {});

/// Every value is there before it is used, and once; every constant has as many bytes as its shape
/// says; every output is computed. Throws Error(damaged) that names what is not so.
void require_sound(const Model& model);

}  // namespace serhost::onnx
