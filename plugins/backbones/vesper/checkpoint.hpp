// Where a student's weights come from: a published student, or its teacher, of whose layers every
// n-th is taken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <serhost/nn/encoder_fields.hpp>
#include <serhost/weights/checkpoint.hpp>

namespace vesper {

/// Vesper's own files: `vesper.encoder.layers.0.self_attn...` beside the predictors of
/// pre-training.
const serhost::weights::Family& family();

/// A student in terms of its own names.
struct Source {
  serhost::nn::EncoderConfig config;  ///< of the student
  serhost::weights::Tensors tensors;  ///< its weights, sharing the mapped files
  std::vector<std::filesystem::path> files;
  std::int64_t teacher_layers = 0;  ///< 0: the file is of a student
};

/// [any] Reads a Vesper file, or takes layer i * (N / L) of WavLM's N as layer i of L
/// (Hugging Face's names or those of its release). `layers` is L; a student's file must have as
/// many where it is given. Throws serhost::weights' errors for files of anything else, and
/// std::invalid_argument where L does not divide N or the teacher has norms behind attention.
Source source_of(const std::filesystem::path& path, std::optional<std::int64_t> layers);

}  // namespace vesper
