#include "base/user_folders.hpp"

#include <cstdlib>

namespace serhost {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const char* variable, const char* below_home) {
  if (const auto own = environment_variable(variable); own.starts_with('/'))
    return fs::path(own) / "serhost";
  if (const auto home = environment_variable("HOME"); home.starts_with('/'))
    return fs::path(home) / below_home / "serhost";
  return {};
}

}  // namespace

std::string environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path user_cache_folder() { return folder_of("XDG_CACHE_HOME", ".cache"); }
fs::path user_data_folder() { return folder_of("XDG_DATA_HOME", ".local/share"); }
fs::path user_config_folder() { return folder_of("XDG_CONFIG_HOME", ".config"); }

}  // namespace serhost
