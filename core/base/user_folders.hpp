// Where a user's files of this program lie, by the XDG base directory specification.
#pragma once

#include <filesystem>
#include <string>

namespace serhost {

/// Of the environment; "" where it is not set.
std::string environment_variable(const char* name);

/// $XDG_CACHE_HOME/serhost, else ~/.cache/serhost: what can be made again. Values that are no
/// absolute paths do not count, nor does a home that does not exist; empty where neither is left.
std::filesystem::path user_cache_folder();

/// $XDG_DATA_HOME/serhost, else ~/.local/share/serhost: packs.
std::filesystem::path user_data_folder();

/// $XDG_CONFIG_HOME/serhost, else ~/.config/serhost: keys.
std::filesystem::path user_config_folder();

}  // namespace serhost
