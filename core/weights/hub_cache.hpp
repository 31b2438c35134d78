// Hugging Face's cache on disk: models--ORG--NAME/refs/main names a folder of snapshots/.
#pragma once

#include <filesystem>

namespace serhost::weights {

/// The snapshot, where `path` is such a folder or its snapshots/; `path` itself where it is none.
/// Throws Error(missing) where nothing says which of several snapshots is meant, or none is there.
std::filesystem::path snapshot_of(const std::filesystem::path& path);

}  // namespace serhost::weights
