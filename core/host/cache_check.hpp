// Whether what is remembered of plugin files is what they say today: for `doctor`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/registry.hpp"

namespace serhost::host {

struct WrongAnswer {
  std::filesystem::path file;
  std::string reason;  ///< what was remembered, and what is right
};

/// Looks anew into every file of `places` for which the cache answers, and removes the answers that
/// are wrong; those are returned.
std::vector<WrongAnswer> check_probe_cache(const PluginSearchPath& places);

}  // namespace serhost::host
