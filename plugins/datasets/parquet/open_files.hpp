// A corpus may have thousands of tables: only the latest of them are kept open.
#pragma once

#include <list>
#include <mutex>
#include <utility>

#include "tables.hpp"

namespace tables {

class OpenFiles {
 public:
  /// `plugins`: the folder of this plugin's own file.
  explicit OpenFiles(std::filesystem::path plugins) : plugins_(std::move(plugins)) {}

  /// The files by their numbers; none is opened.
  void name(std::vector<std::filesystem::path> files) {
    names_ = std::move(files);
    open_.clear();
  }

  /// [any] Throws as tables::open.
  std::shared_ptr<const File> file(std::size_t number) const {
    const std::lock_guard lock(guard_);
    for (auto at = open_.begin(); at != open_.end(); ++at) {
      if (at->first != number) continue;
      open_.splice(open_.begin(), open_, at);
      return at->second;
    }
    open_.emplace_front(number, open(names_.at(number), plugins_));
    if (open_.size() > kMost) open_.pop_back();
    return open_.front().second;
  }

 private:
  static constexpr std::size_t kMost = 64;
  std::filesystem::path plugins_;
  std::vector<std::filesystem::path> names_;
  mutable std::mutex guard_;
  mutable std::list<std::pair<std::size_t, std::shared_ptr<const File>>> open_;
};

}  // namespace tables
