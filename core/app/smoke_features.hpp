// Made-up features for `serhost sweep --smoke`: a vector for each recording of a made-up corpus.
#pragma once

#include <cstdint>
#include <filesystem>

namespace serhost::app {

inline constexpr std::int64_t kMadeFeatureWidth = 48;

/// Writes `folder`/<stem>.npy, [1, kMadeFeatureWidth], for every audio file below `corpus`: noise
/// that follows from the stem.
void make_features(const std::filesystem::path& corpus, const std::filesystem::path& folder);

}  // namespace serhost::app
