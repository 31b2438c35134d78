// Movies for tests: AAC by libav's own coder.
#pragma once

#include <filesystem>
#include <vector>

namespace serhost::audio {

/// Whether libav is here.
bool can_encode();

/// One channel, in the container that the extension names.
void encode(const std::filesystem::path& file, const std::vector<float>& samples, int rate);

}  // namespace serhost::audio
