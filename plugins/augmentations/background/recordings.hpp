// A folder of recordings that clips are mixed or convolved with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace background {

/// Mean of the squares; 0 for nothing.
double power_of(const std::vector<float>& samples);

/// [any thread] Nothing is kept in memory but the names: a file is opened each time it is used.
class Recordings {
 public:
  /// All .wav and .flac files below `folder`, in the order of their paths. Throws
  /// std::invalid_argument where there is none, and std::system_error that names the file where no
  /// audio can be read from one: looked at once a process.
  explicit Recordings(const std::filesystem::path& folder);

  std::size_t size() const { return files_.size(); }

  /// `samples` mono samples at `rate` Hz, from `place` of the file's length (0 to 1) on; a file
  /// that ends goes on from its beginning. Throws as the constructor where it has
  /// been damaged since.
  std::vector<float> section(std::size_t file, double place, std::size_t samples,
                             std::int64_t rate) const;

  /// A whole file, at most `seconds` of it.
  std::vector<float> whole(std::size_t file, double seconds, std::int64_t rate) const;

 private:
  std::vector<std::filesystem::path> files_;
};

}  // namespace background
