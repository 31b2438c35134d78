// A folder of its own for each test, removed at its end.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace serhost::features {

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("serhost_features_" + std::to_string(::getpid()) + "_" + std::to_string(next_++))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  static inline int next_ = 0;
  std::filesystem::path path_;
};

/// Files with cached records below `root`.
inline std::vector<std::filesystem::path> shelf_files(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".features") out.push_back(entry.path());
  }
  return out;
}

}  // namespace serhost::features
