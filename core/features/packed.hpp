// One clip's frames as bytes and back: a safetensors file in memory.
#pragma once

#include <optional>
#include <serhost/backbone.hpp>
#include <string>
#include <vector>

namespace serhost::features {

/// What a clip's features are called: SHA-256 of the samples as the model gets them, and of their
/// rate.
std::string key_of(const std::vector<float>& samples, std::int64_t rate);

/// `clip` [1, F, ...] on the CPU.
std::string pack(const Sequence& clip);

/// nullopt for bytes that `pack` would not have made.
std::optional<Sequence> unpack(const std::string& bytes);

/// Bytes that a clip takes in memory.
std::uint64_t bytes_of(const Sequence& clip);

}  // namespace serhost::features
