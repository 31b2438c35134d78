// Folders are walked anew each time, since runs come and go while a page is open.
#include "view/found_runs.hpp"

#include <algorithm>
#include <system_error>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace serhost::view {
namespace {

namespace fs = std::filesystem;

constexpr int kDepth = 4;
constexpr std::size_t kIdDigits = 16;

struct Folders {
  std::vector<fs::path> runs, sweeps;
};

bool is_plain_name(const fs::path& folder) {
  const auto name = folder.filename().string();
  return !name.empty() && name.front() != '.' && name != "checkpoints" && name != "tensorboard";
}

void walk(const fs::path& folder, int depth, Folders& found) {
  std::error_code ignored;
  if (fs::is_regular_file(folder / "run.json", ignored)) {
    found.runs.push_back(folder);
    return;
  }
  std::error_code gone;  // or it may not be read: there is nothing to be shown
  if (fs::directory_iterator(folder, gone); gone) return;
  if (!sweep::ledgers_in(folder).empty()) found.sweeps.push_back(folder);
  if (depth == 0) return;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored) && is_plain_name(entry->path()))
      walk(entry->path(), depth - 1, found);
  }
}

/// Sorted, each once.
Folders folders_below(const std::vector<fs::path>& roots) {
  Folders out;
  for (const auto& root : roots) walk(root, kDepth, out);
  for (auto* list : {&out.runs, &out.sweeps}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return out;
}

std::string id_of(const fs::path& folder) { return sha256(folder.string()).substr(0, kIdDigits); }

}  // namespace

RunFinder::RunFinder(std::vector<fs::path> roots) : roots_(std::move(roots)) {}

RunFinder::Written RunFinder::written(const fs::path& file) {
  std::error_code gone;
  const auto time = fs::last_write_time(file, gone);
  return {time, fs::file_size(file, gone)};
}

FoundRun RunFinder::read(const fs::path& folder) {
  const auto now = written(folder / "run.json");  // before it is read: a change in between is seen
  {
    const std::lock_guard lock(mutex_);
    const auto known = finished_.find(folder);
    if (known != finished_.end() && known->second.first == now) return known->second.second;
  }
  FoundRun out{id_of(folder), folder, {}, {}};
  try {
    out.run = run::read_run(folder);
  } catch (const Error& error) { out.fault = error.what(); }
  if (out.fault.empty() && out.run.is_finished()) {
    const std::lock_guard lock(mutex_);
    finished_.insert_or_assign(folder, std::pair(now, out));
  }
  return out;
}

Found RunFinder::look() {
  const auto folders = folders_below(roots_);
  Found out;
  for (const auto& folder : folders.runs) out.runs.push_back(read(folder));
  for (const auto& folder : folders.sweeps) {
    FoundSweep sweep{folder, {}, {}};
    try {
      for (const auto& file : sweep::ledgers_in(folder))
        sweep.ledgers.push_back(sweep::read_ledger(file));
    } catch (const Error& error) { sweep.fault = error.what(); }
    out.sweeps.push_back(std::move(sweep));
  }
  return out;
}

FoundRun RunFinder::run(const std::string& id) {
  for (const auto& folder : folders_below(roots_).runs) {
    if (id_of(folder) == id) return read(folder);
  }
  throw Error(Exit::missing, "no run has the id " + id + "; it may have been moved");
}

}  // namespace serhost::view
