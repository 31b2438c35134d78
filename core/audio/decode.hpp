// Reads wav, flac, ogg and mp3 through libsndfile: mono by averaging channels, float32, PCM16 /
// 32768.
#pragma once

#include "audio/waveform.hpp"

namespace serhost::audio {

/// [any thread] Throws DataError naming the file, what was found and what was expected: unreadable,
/// empty, truncated, a pointer file of large-file storage, samples that are no audio
/// (sample_rules.hpp), channels whose mean is silence, a section outside the file.
/// Error(missing) where there is no file.
Waveform decode(const std::filesystem::path& file, const Section& section = {});

/// [any thread] The header only. Throws as `decode`, except for faults that lie in the samples.
Info info(const std::filesystem::path& file);

}  // namespace serhost::audio
