// Reading and writing safetensors files: a JSON header and raw little-endian data, nothing that
// could run code.
//
//   weights::write_safetensors("a.safetensors", {{"mean", mean}}, {{"format", "pt"}});
//   const auto mean = weights::read_safetensors("a.safetensors").at("mean");
//
// Source: https://github.com/huggingface/safetensors, "Format".
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace serhost::weights {

/// Tensors by name, in the order of their names.
using Tensors = std::map<std::string, at::Tensor>;
/// Texts by name.
using Metadata = std::map<std::string, std::string>;

/// A file's content.
struct Safetensors {
  /// By name, on the CPU; they share the mapped file.
  Tensors tensors;
  /// "__metadata__": texts by name.
  Metadata metadata;
};

/// [any] Tensors on the CPU of dtype F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL. They lie
/// in a private mapping of the file: opening a large file costs nothing until a tensor is used, and
/// writing to a tensor leaves the file alone. Throws Error(missing) where the file cannot be
/// opened, Error(damaged) with the place of the fault where it is not a safetensors file that every
/// reader would take.
Safetensors open_safetensors(const std::filesystem::path& file);

/// [any] The tensors alone.
Tensors read_safetensors(const std::filesystem::path& file);

/// [any] Replaces `file`: temporary name, sync, rename. Tensors may lie on any device and have any
/// strides; the same tensors give the same bytes. Throws Error(io), and std::invalid_argument for a
/// dtype the format has no name for.
void write_safetensors(const std::filesystem::path& file, const Tensors& tensors,
                       const Metadata& metadata = {});

}  // namespace serhost::weights
