// A disk that fails: it ends the process before a chosen change, or makes the change fail, or loses
// what was not synced.
//
// "Ends the process" is an exception that no code of the program catches for good, after which
// every further change is refused in the same way: destructors and handlers leave the disk as a
// killed process would.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "base/disk.hpp"

namespace serhost::fakes {

namespace fs = std::filesystem;

/// Where a folder may lie whose files need not be kept: in memory, where there is such a place,
/// since every sync waits for a disk.
inline fs::path memory_folder() {
  const fs::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK | X_OK) == 0 ? memory : fs::temp_directory_path();
}

/// The process is dead. Not a std::exception, so that nothing takes it for an error to report.
struct Death {};

/// What a power cut takes away. The strictest reading of POSIX: an entry of a folder is safe once
/// the folder was synced, the bytes of a file once the file was.
class Unsynced {
 public:
  explicit Unsynced(fs::path backups) : backups_(std::move(backups)) {
    fs::create_directories(backups_);
  }
  ~Unsynced() { fs::remove_all(backups_); }
  Unsynced(const Unsynced&) = delete;
  Unsynced& operator=(const Unsynced&) = delete;

  void note(const disk::Change& change) {
    using disk::Kind;
    const auto& [kind, path, to, data] = change;
    const auto parent = path.parent_path();
    if (kind == Kind::create) {
      if (!fs::exists(path)) entries_.push_back({kind, parent, path, {}, {}});
    } else if (kind == Kind::write) {
      sizes_.emplace(path, fs::file_size(path));
    } else if (kind == Kind::sync) {
      sizes_.erase(path);
    } else if (kind == Kind::rename) {
      const auto backup = fs::is_regular_file(to) ? keep(to) : fs::path();
      if (!backup.empty()) sizes_.erase(to);
      entries_.push_back({kind, parent, path, to, backup});
      move_sizes(path, to, false);
    } else if (kind == Kind::exchange) {
      entries_.push_back({kind, parent, path, to, {}});
      move_sizes(path, to, true);
    } else if (kind == Kind::remove && fs::exists(path)) {
      const auto backup = fs::is_regular_file(path) ? keep(path) : fs::path();
      if (!fs::is_directory(path) || fs::is_empty(path))
        entries_.push_back({kind, parent, path, {}, backup});
    } else if (kind == Kind::make_folder) {
      if (!fs::exists(path)) entries_.push_back({kind, parent, path, {}, {}});
    } else if (kind == Kind::sync_folder) {
      prepare_for_inference(path);
    }
  }

  /// The bytes that were not synced are gone.
  void lose_bytes() {
    for (const auto& [file, size] : sizes_) {
      if (fs::is_regular_file(file)) fs::resize_file(file, size);
    }
    sizes_.clear();
  }

  /// So are all changes of folders that were not synced, the last first.
  void lose_entries() {
    using disk::Kind;
    for (; !entries_.empty(); entries_.pop_back()) {
      const auto& e = entries_.back();
      std::error_code gone;  // an entry below a folder that is itself gone
      if (e.kind == Kind::create || e.kind == Kind::make_folder) fs::remove_all(e.path, gone);
      if (e.kind == Kind::rename) fs::rename(e.to, e.path, gone);
      if (e.kind == Kind::exchange) disk::exchange(e.path, e.to);
      if (e.kind == Kind::remove && e.backup.empty()) fs::create_directory(e.path, gone);
      if (!e.backup.empty()) fs::rename(e.backup, e.kind == Kind::rename ? e.to : e.path, gone);
    }
  }

 private:
  struct Entry {
    disk::Kind kind;
    fs::path folder, path, to, backup;
  };

  fs::path keep(const fs::path& file) {
    auto backup = backups_ / std::to_string(++kept_);
    fs::create_hard_link(file, backup);
    return backup;
  }

  /// `path` where `from` became `to`, and the other way round if they were exchanged.
  static fs::path moved(const fs::path& path, const fs::path& from, const fs::path& to, bool both) {
    const auto below = [&](const fs::path& a, const fs::path& b) {
      const auto rest = path.lexically_relative(a);
      return rest == "." ? b : b / rest;
    };
    const auto is_below = [&](const fs::path& a) {
      const auto text = path.string(), head = a.string();
      return text == head || text.starts_with(head + "/");
    };
    return is_below(from) ? below(from, to) : both && is_below(to) ? below(to, from) : path;
  }

  void move_sizes(const fs::path& from, const fs::path& to, bool both) {
    std::map<fs::path, std::uintmax_t> out;
    for (const auto& [file, size] : sizes_) out.emplace(moved(file, from, to, both), size);
    sizes_ = std::move(out);
  }

  /// The changes of one folder's entries are safe. Entries noted before a rename that now stays are
  /// found under the new name.
  void prepare_for_inference(const fs::path& folder) {
    using disk::Kind;
    for (std::size_t i = 0; i < entries_.size();) {
      if (entries_[i].folder != folder) {
        ++i;
        continue;
      }
      const auto done = entries_[i];
      entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
      if (done.kind != Kind::rename && done.kind != Kind::exchange) continue;
      for (std::size_t j = 0; j < i; ++j) {
        for (auto* path : {&entries_[j].folder, &entries_[j].path, &entries_[j].to})
          *path = moved(*path, done.path, done.to, done.kind == Kind::exchange);
      }
    }
  }

  fs::path backups_;
  int kept_ = 0;
  std::vector<Entry> entries_;
  std::map<fs::path, std::uintmax_t>
      sizes_;  ///< of files with bytes that were not synced: how many were
};

class VolatileDisk : public disk::Watcher {
 public:
  enum class End {
    killed,      ///< what reached the system stays
    torn,        ///< and if the change is a write, half of it
    lost_bytes,  ///< a power cut that kept names, but no bytes that were not synced
    lost_all,    ///< a power cut that kept nothing that was not synced
    fault,       ///< the change fails with `fault`; the process lives
  };

  /// At the `n`th change, from 1; 0: never, changes are only counted.
  VolatileDisk(long n, End end, fs::path backups, int fault = ENOSPC)
      : n_(n), end_(end), fault_(fault), unsynced_(std::move(backups)) {}

  int before(const disk::Change& change) override {
    if (dead_) throw Death{};
    if (!exchanges && change.kind == disk::Kind::exchange) return EINVAL;
    if (++count_ == n_) {
      hit_ = name_of(change);
      if (end_ == End::fault) return fault_;
      if (end_ == End::torn && change.kind == disk::Kind::write) tear(change);
      dead_ = true;
      throw Death{};
    }
    unsynced_.note(change);
    return 0;
  }

  /// After the death, with the watching over: leaves on the disk what is left.
  void prepare_for_inference() {
    if (end_ == End::lost_bytes || end_ == End::lost_all) unsynced_.lose_bytes();
    if (end_ == End::lost_all) unsynced_.lose_entries();
  }

  long count() const { return count_; }
  const std::string& hit() const { return hit_; }  ///< "write /tmp/x/run.json", for messages

  bool exchanges = true;  ///< false: as a file system that cannot exchange two names

 private:
  static std::string name_of(const disk::Change& change) {
    static const char* const kNames[] = {"create",   "write",  "sync",        "rename",
                                         "exchange", "remove", "make folder", "sync folder"};
    return std::string(kNames[static_cast<int>(change.kind)]) + " " + change.path.string();
  }

  static void tear(const disk::Change& change) {
    std::FILE* file = std::fopen(change.path.c_str(), "ab");
    if (file == nullptr) return;
    std::fwrite(change.data.data(), 1, change.data.size() / 2, file);
    std::fclose(file);
  }

  long n_, count_ = 0;
  End end_;
  int fault_;
  bool dead_ = false;
  std::string hit_;
  Unsynced unsynced_;
};

}  // namespace serhost::fakes
