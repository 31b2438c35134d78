// What a plugin gave is looked at before the host computes with it: LibTorch's own message about a
// tensor that does not fit would name nobody.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace serhost::model {

/// "[2, 3]"; "an undefined tensor".
std::string shape_text(const at::Tensor& tensor);

/// Why the host cannot compute with `tensor` beside `like`: "of type Long", "on cuda:0", "that are
/// sparse"; "" where it can. Any real floating-point type will do, double only beside double:
/// elsewhere it is a number that somebody forgot to convert, and twice the memory.
std::string unfit(const at::Tensor& tensor, const at::Tensor& like);

}  // namespace serhost::model
