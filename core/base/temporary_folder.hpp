// A folder of this process alone, which goes when this object does.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "base/folders.hpp"

namespace serhost {

class TemporaryFolder {
 public:
  /// `what` is a part of its name, for whoever finds it after a kill. Throws Error(io).
  explicit TemporaryFolder(const std::string& what) {
    auto name = (std::filesystem::temp_directory_path() / ("serhost-" + what + "-XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) throw_io_error(name, "cannot be made");
    path_ = name;
  }
  ~TemporaryFolder() { remove_tree(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace serhost
