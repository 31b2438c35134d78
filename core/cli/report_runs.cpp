// A run's own folders (checkpoints, event files) are not searched: a run holds no runs.
#include "cli/report_runs.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "config/keys.hpp"

namespace serhost::cli {
namespace fs = std::filesystem;
namespace {

constexpr int kDeepest = 6;  // folders below the one that was named

bool is_run(const fs::path& folder) { return fs::exists(folder / "run.json"); }

std::vector<fs::path> runs_below(const fs::path& folder) {
  std::vector<fs::path> out;
  auto at = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied);
  for (; at != fs::recursive_directory_iterator(); ++at) {
    if (!at->is_directory() || at->is_symlink()) continue;
    if (is_run(at->path())) {
      out.push_back(at->path());
      at.disable_recursion_pending();
    } else if (at.depth() >= kDeepest) {
      at.disable_recursion_pending();
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

report::Tested tested(const fs::path& folder) {
  auto out = report::read_tested(folder);
  if (const auto resolved = folder / "resolved.toml"; fs::exists(resolved)) out.keys = config::keys_of(read_file(resolved), resolved.string());
  return out;
}

}  // namespace

std::vector<report::Tested> runs_of(const std::vector<std::string>& arguments, std::vector<fs::path>& unfinished) {
  std::vector<report::Tested> out;
  std::set<fs::path> seen;
  for (const auto& argument : arguments) {
    auto folder = fs::path(argument).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    if (!fs::is_directory(folder)) throw Error(Exit::missing, argument + ": there is no such folder; name a run, or a folder of runs");
    if (is_run(folder)) {
      if (seen.insert(folder).second) out.push_back(tested(folder));
      continue;
    }
    const auto found = runs_below(folder);
    if (found.empty()) throw Error(Exit::missing, argument + ": holds no run (a folder with run.json)");
    for (const auto& run : found) {
      if (!seen.insert(run).second) continue;
      if (report::read_run(run).is_finished()) out.push_back(tested(run));
      else unfinished.push_back(run);
    }
  }
  return out;
}

}  // namespace serhost::cli
