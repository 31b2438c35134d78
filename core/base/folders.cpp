// Replaces folders by one exchange, or by two renames.
#include "base/folders.hpp"

#include <algorithm>
#include <cerrno>

#include "base/disk.hpp"
#include "base/files.hpp"
#include "base/kept_folder.hpp"

namespace serhost {
namespace fs = std::filesystem;
namespace {

fs::path with_ending(const fs::path& folder, const char* ending) {
  return folder.string() + ending;
}

/// ".name.DIGITS.tmp", as FileReplacement calls them.
bool is_temporary(const fs::path& file) {
  const auto name = file.filename().string();
  if (!name.starts_with('.') || !name.ends_with(".tmp")) return false;
  const auto stem = name.substr(0, name.size() - 4);
  const auto dot = stem.rfind('.');
  return dot > 0 && dot + 1 < stem.size() &&
         stem.find_first_not_of("0123456789", dot + 1) == std::string::npos;
}

void fill_fresh(const fs::path& fresh, const std::function<void(const fs::path&)>& fill) {
  remove_tree(fresh);
  try {
    make_directory(fresh);
    fill(fresh);
  } catch (...) {
    remove_tree(fresh);  // gives the room back where the disk is full
    throw;
  }
}

}  // namespace

fs::path folder_path(const fs::path& text) {
  const auto path = text.lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> out;
  if (!fs::is_directory(folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      out.push_back(entry.path().lexically_relative(folder).generic_string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void replace_folder(const fs::path& folder, const std::function<void(const fs::path&)>& fill) {
  const auto fresh = with_ending(folder, ".new");
  fill_fresh(fresh, fill);
  move_folder(fresh, folder);
}

void replace_folder(const fs::path& folder, const std::function<void(const fs::path&)>& fill,
                    const fs::path& previous) {
  const auto fresh = with_ending(folder, ".new");
  fill_fresh(fresh, fill);
  move_folder(fresh, folder, previous);
}

void move_folder(const fs::path& from, const fs::path& to) {
  const auto moved = [&](int result) {
    if (result != 0) throw_io_error(to, "cannot be replaced");
  };
  if (!fs::exists(to)) {
    moved(disk::rename(from, to));
    sync_directory(to.parent_path());
    return;
  }
  if (disk::exchange(from, to) == 0) {
    sync_directory(to.parent_path());
    remove_tree(from);  // what was at `to`
    return;
  }
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
    throw_io_error(to, "cannot be replaced");
  const auto old = with_ending(to, ".old");
  remove_tree(old);
  moved(disk::rename(to, old));
  if (disk::rename(from, to) != 0) {
    const int reason = errno;
    disk::rename(old, to);
    errno = reason;
    moved(-1);
  }
  sync_directory(to.parent_path());
  remove_tree(old);
}

void move_folder(const fs::path& from, const fs::path& to, const fs::path& previous) {
  if (fs::exists(to)) {
    discard_folder(previous);
    if (disk::rename(to, previous) != 0) throw_io_error(to, "cannot be replaced");
    sync_directory(to.parent_path());
  }
  if (disk::rename(from, to) != 0) throw_io_error(to, "cannot be replaced");
  sync_directory(to.parent_path());
}

void recover_folder(const fs::path& folder) {
  const auto old = with_ending(folder, ".old"), fresh = with_ending(folder, ".new");
  if (fs::exists(old) && !fs::exists(folder)) {
    if (disk::rename(old, folder) != 0) throw_io_error(folder, "cannot be put back");
    sync_directory(folder.parent_path());
  }
  remove_tree(old);
  remove_tree(fresh);
}

void discard_folder(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  const auto gone = with_ending(folder, ".new");  // a name that nobody takes for a whole folder
  remove_tree(gone);
  if (disk::rename(folder, gone) != 0) throw_io_error(folder, "cannot be removed");
  sync_directory(folder.parent_path());
  remove_tree(gone);
}

bool remove_tree(const fs::path& path) {
  std::error_code fault;
  const auto status = fs::symlink_status(path, fault);
  if (!fs::exists(status)) return status.type() == fs::file_type::not_found;
  bool all = true;
  if (fs::is_directory(status)) {
    std::vector<fs::path> below;
    for (fs::directory_iterator it(path, fault), end; !fault && it != end; it.increment(fault))
      below.push_back(it->path());
    for (const auto& each : below) all = remove_tree(each) && all;
  }
  return disk::remove(path) == 0 && all;
}

void remove_temporary_files(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code fault;
  for (fs::recursive_directory_iterator it(folder, fault), end; !fault && it != end;
       it.increment(fault)) {
    if (!it->is_directory(fault) && is_temporary(it->path())) found.push_back(it->path());
  }
  for (const auto& file : found) disk::remove(file);
}

}  // namespace serhost
