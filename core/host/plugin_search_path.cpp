// Where plugins are looked for. Nothing here need exist: a folder that is not there holds no
// plugins.
#include <unistd.h>

#include <algorithm>

#include "base/program.hpp"
#include "base/text.hpp"
#include "base/user_folders.hpp"
#include "host/registry.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;

/// Where `pack install` puts packs.
fs::path packs_folder() {
  const auto folder = user_data_folder();
  return folder.empty() ? folder : folder / "packs";
}

/// What base/folders.hpp leaves for a moment beside a folder that it replaces: the new one not yet,
/// the old one no more, unless its successor is not there.
bool is_unfinished(const fs::path& folder) {
  std::error_code ignored;
  const auto ending = folder.extension();
  return ending == ".new" ||
         (ending == ".old" && fs::exists(fs::path(folder).replace_extension(), ignored));
}

std::vector<fs::path> plugin_folders_of_packs(const fs::path& packs) {
  std::vector<fs::path> folders;
  std::error_code failed;
  for (fs::directory_iterator at(packs, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code ignored;
    if (is_unfinished(at->path())) continue;
    if (const auto folder = at->path() / "lib" / "serhost" / "plugins";
        fs::is_directory(folder, ignored))
      folders.push_back(folder);
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

PluginSearchPath PluginSearchPath::standard(const std::vector<fs::path>& given) {
  PluginSearchPath places;
  for (const auto& folder : given) places.folders.push_back(fs::absolute(folder));
  places.given = places.folders.size();
  for (const auto& folder : split(environment_variable("SERHOST_PLUGIN_PATH"), ':')) {
    if (!folder.empty()) places.folders.push_back(fs::absolute(folder));
  }
  places.packs = packs_folder();
  if (!places.packs.empty()) {
    for (auto& folder : plugin_folders_of_packs(places.packs))
      places.folders.push_back(std::move(folder));
  }
  if (const auto self = program_file(); !self.empty()) {
    places.bundled = self.parent_path().parent_path() / "lib" / "serhost" / "plugins";
    places.folders.push_back(places.bundled);
  }
  return places;
}

}  // namespace serhost::host
