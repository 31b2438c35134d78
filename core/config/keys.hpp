// The keys of an experiment as a flat list, for those who lay experiments out by them.
#pragma once

#include <map>
#include <string>

namespace serhost::config {

/// Every key of a resolved text (resolved.hpp) with its value as text, by dotted name:
/// "loss.gamma", "backbone.1.take"; a text without its quotes. `file` for messages. Throws
/// ConfigError for text that is not TOML.
std::map<std::string, std::string> keys_of(const std::string& resolved, const std::string& file);

}  // namespace serhost::config
