// What is left out is left out by name alone, so that the same project gives the same pack
// everywhere.
#include "pack/project.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/files.hpp"
#include "pack/pack.hpp"

namespace serhost::pack {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const std::string& name, bool top) {
  static constexpr std::array kFolders = {"build", "runs", "binaries"};
  const bool made = top && (name == kManifest ||
                            std::find(kFolders.begin(), kFolders.end(), name) != kFolders.end());
  return made || name.starts_with('.') || name.ends_with(kEnding);
}

void collect(const fs::path& folder, const std::string& prefix, std::vector<File>& files,
             Faults& faults) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (is_left_out(name, prefix.empty())) continue;
    const auto path = prefix + name;
    const auto status = entry.symlink_status();
    if (fs::is_directory(status)) {
      collect(entry.path(), path + "/", files, faults);
    } else if (!fs::is_regular_file(status)) {
      faults.add(Exit::config, entry.path().string() +
                                   ": is a link or a device, but a pack holds files alone; put the "
                                   "file itself there, or move it away");
    } else if (const auto reason = reason_against_path(path); !reason.empty()) {
      faults.add(Exit::config, entry.path().string() + ": the path " + reason);
    } else {
      files.push_back({path, (status.permissions() & fs::perms::owner_exec) != fs::perms::none,
                       read_file(entry.path())});
    }
  }
}

}  // namespace

std::vector<File> project_files(const fs::path& folder) {
  std::vector<File> files;
  Faults faults;
  collect(folder, "", files, faults);
  if (const auto reason = reason_against_paths(files); !reason.empty())
    faults.add(Exit::config, folder.string() + ": " + reason);
  faults.throw_if_any();
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

}  // namespace serhost::pack
