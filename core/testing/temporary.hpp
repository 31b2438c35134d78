// A folder of its own below the system's temporary one, removed at the end.
#pragma once

#include <filesystem>

namespace serhost::conformance {

class TemporaryDirectory {
 public:
  TemporaryDirectory();  ///< throws std::runtime_error where none can be made
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace serhost::conformance
