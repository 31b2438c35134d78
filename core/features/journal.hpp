// What an extraction has finished, so that the same command can go on after a kill: one line per
// clip with a SHA-256 over what was written for it and what it was made from. A line is believed
// only where both still have that hash.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "features/output_file.hpp"

namespace serhost::features {

class Journal {
 public:
  /// `signature`: of the job. What another job left in `file` is dropped. Throws
  /// Error(cannot_create) where another process is at work on it.
  Journal(std::filesystem::path file, const std::string& signature);

  /// Clips that were finished, with their hashes.
  const std::map<std::size_t, std::string>& finished() const { return finished_; }
  void add(std::size_t clip, const std::string& hash);  ///< [any thread]
  void remove();                                        ///< the job is done

 private:
  OutputFile file_;
  std::mutex mutex_;
  std::map<std::size_t, std::string> finished_;
};

}  // namespace serhost::features
