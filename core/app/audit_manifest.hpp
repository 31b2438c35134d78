// Lists of clips given to `data audit`: the `manifest` dataset reads them, so that there is one
// reader of such lists.
#pragma once

#include <filesystem>

#include "data/manifest/manifest.hpp"
#include "host/registry.hpp"

namespace serhost::app {

/// Whether a file is a list of clips with their audio: JSON lines, or a header with the column
/// `path` or `wav`. False for folders and for what cannot be read, about which others complain.
bool is_manifest(const std::filesystem::path& file);

/// Its clips, with or without labels. Throws Error, DataError or PluginError as the dataset says.
data::Manifest read_manifest(const host::Registry& registry, const std::filesystem::path& file);

}  // namespace serhost::app
