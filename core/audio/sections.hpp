// A long recording in pieces, so that hours of it need no more memory than minutes.
#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "audio/waveform.hpp"

namespace serhost::audio {

/// [any thread] Decodes a file and hands its samples over in order, at the file's own rate, in
/// pieces of some minutes; a file that is shorter in one. Returns the number of samples. Throws as
/// `decode`; what was handed over before a fault was found is right.
std::int64_t decode_in_sections(const std::filesystem::path& file,
                                const std::function<void(std::span<const float>)>& take);

}  // namespace serhost::audio
