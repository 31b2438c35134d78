// The life of a run directory: new, unfinished, finished, of another experiment; one run at a time.
#pragma once

#include <filesystem>
#include <string>

namespace serhost::cli {

class RunDirectory {
 public:
  enum class State { fresh, unfinished, finished };

  /// Opens or makes `directory`, takes its lock, and compares what is in it. Throws Error: cannot_create where another
  /// process has it, it holds something else or another experiment, or it is unfinished and `resume` is not asked for; config
  /// where `resume` meets a changed experiment, with the keys that differ.
  RunDirectory(std::filesystem::path directory, const std::string& signature, const std::string& resolved, bool resume);
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  State state() const { return state_; }

  /// Removes a fresh directory again: nothing was done in it.
  void abandon();

 private:
  std::filesystem::path path_;
  State state_ = State::fresh;
  int lock_ = -1;
};

}  // namespace serhost::cli
