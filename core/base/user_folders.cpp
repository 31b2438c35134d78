#include "base/user_folders.hpp"

#include <cstdlib>

#include "base/no_user_folder.hpp"

namespace serhost {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const char* variable, const char* below_home) {
  if (const auto own = environment_variable(variable); own.starts_with('/'))
    return fs::path(own) / "serhost";
  const auto home = environment_variable("HOME");
  std::error_code ignored;
  if (home.starts_with('/') && fs::is_directory(home, ignored))
    return fs::path(home) / below_home / "serhost";
  return {};
}

}  // namespace

std::string environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string no_user_folder(const char* variable) {
  const auto home = environment_variable("HOME");
  return std::string(variable) + " is not set to an absolute path, and HOME " +
         (home.empty() ? "is not set" : "('" + home + "') is not a folder that exists") + "; set " +
         variable + " to a folder of yours";
}

fs::path user_cache_folder() { return folder_of("XDG_CACHE_HOME", ".cache"); }
fs::path user_data_folder() { return folder_of("XDG_DATA_HOME", ".local/share"); }
fs::path user_config_folder() { return folder_of("XDG_CONFIG_HOME", ".config"); }

}  // namespace serhost
