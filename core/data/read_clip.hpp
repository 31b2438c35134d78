// The audio of one clip, from its file or from a dataset that reads audio itself.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "audio/waveform.hpp"
#include "data/manifest.hpp"

namespace serhost::data {

/// [any thread] At the clip's own rate. Throws Error(missing), DataError or PluginError, each naming the clip.
audio::Waveform read_clip(const Manifest& manifest, std::size_t clip);

/// SHA-256 over rate and samples of every clip; decodes all of them on a few threads. Throws as read_clip.
std::vector<std::string> sample_digests(const Manifest& manifest);

}  // namespace serhost::data
