// A branch is a file below refs/ that holds the name of its snapshot.
#include "weights/hub_cache.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace fs = std::filesystem;

fs::path snapshot_of(const fs::path& path) {
  std::error_code ignored;
  const bool inner = path.filename() == "snapshots" && fs::is_directory(path, ignored);
  const auto model = inner ? path.parent_path() : path;
  const auto snapshots = model / "snapshots";
  if (!inner &&
      !(fs::is_directory(snapshots, ignored) && fs::is_directory(model / "refs", ignored)))
    return path;
  const auto branch = model / "refs" / "main";
  if (fs::is_regular_file(branch, ignored)) {
    const auto text = read_file(branch);
    const auto name = std::string(trim(text));
    const auto said = snapshots / name;
    if (!name.empty() && name.find('/') == std::string::npos && fs::is_directory(said, ignored))
      return said;
  }
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(snapshots, ignored)) {
    if (entry.is_directory(ignored)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  if (names.size() == 1) return snapshots / names.front();
  throw Error(Exit::missing, path.string() + ": is a folder of Hugging Face's cache " +
                                 (names.empty() ? "without a snapshot; download the model again"
                                                : "with several snapshots; give one of them: " +
                                                      listed(names) + " in " + snapshots.string()));
}

}  // namespace serhost::weights
