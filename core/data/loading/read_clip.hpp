// The audio of one clip, from its file or from a dataset that reads audio itself.
#pragma once

#include <cstddef>
#include <string>

#include "audio/waveform.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// [any thread] At the clip's own rate. Throws Error(missing), DataError or PluginError, each
/// naming the clip.
audio::Waveform read_clip(const Manifest& manifest, std::size_t clip);

/// SHA-256 over rate and samples.
std::string digest_of(const audio::Waveform& waveform);

}  // namespace serhost::data
