// Constants in a file of their own: what Protobuf cannot hold in one message, or what readers shall
// map into memory.
//
// Source: "External Data" of ONNX 1.12.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "onnx/model.hpp"

namespace serhost::onnx {

inline constexpr std::int64_t kLeastOutside = 1024;      ///< bytes; smaller ones stay in the model
inline constexpr std::int64_t kOutsideAlignment = 4096;  ///< bytes: of a page

/// A constant that lies in the other file.
struct Outside {
  const Constant* constant = nullptr;
  std::int64_t offset = 0;  ///< bytes
};

/// Those of `model`, which must outlive it, in the order in which the file has them.
std::vector<Outside> outside_of(const Model& model);

/// The bytes of that file, from its beginning, in as many pieces as they come.
void write_outside(const std::vector<Outside>& constants,
                   const std::function<void(const void* data, std::size_t bytes)>& write);

/// Whether a file of one piece can hold it.
bool fits_one_file(const Model& model);

}  // namespace serhost::onnx
