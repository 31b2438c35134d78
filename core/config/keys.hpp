// The keys of an experiment as a flat list, for tables over several experiments.
#pragma once

#include <map>
#include <string>

#include "config/load.hpp"

namespace serhost::config {

/// Every key of a resolved text (resolved.hpp) with its value as text, by dotted name:
/// "loss.gamma", "backbone.1.layers"; a text without its quotes. Keys that were renamed since have
/// today's names, those of plugins too: by `find`, or the standard folders. `file` for messages.
/// Throws ConfigError for text that is not TOML.
std::map<std::string, std::string> keys_of(const std::string& resolved, const std::string& file,
                                           const Find& find = {});

}  // namespace serhost::config
