// The state of a run directory: new, unfinished, finished, of another experiment; one run at a
// time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file_lock.hpp"

namespace serhost::app {

class RunDirectory {
 public:
  enum class State { fresh, unfinished, finished };

  /// Opens or makes `directory`, takes its lock, and compares what is in it with the experiment
  /// that is to be run: its hash and its resolved text. Throws RemediableError(cannot_create) if
  /// another process has it, it holds something else or another experiment, or it is unfinished and
  /// `resume` is not asked for; Error(config) if `resume` meets a changed experiment, with the keys
  /// that differ. What an interruption left half written is removed. `by_name`: the folder follows
  /// from the experiment's name, so that another name is another folder.
  RunDirectory(std::filesystem::path directory, const std::string& experiment_hash,
               const std::string& resolved, bool resume, bool by_name = false);
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  State state() const { return state_; }

  /// What the resumed run has more of than the one that is there: "train.epochs grew from 2 to 3";
  /// empty where nothing.
  const std::string& growth() const { return growth_; }

  /// What a user must know of its lock; "" where there is nothing.
  const std::string& lock_warning() const { return lock_.warning(); }

  /// Removes a fresh directory again: nothing was done in it.
  void abandon();

 private:
  void take();  ///< the folder and its lock
  void continue_longer(const std::string& resolved, bool resume);
  [[noreturn]] void refuse_other(const std::string& message, const std::vector<std::string>& keys,
                                 const std::string& resolved) const;

  std::filesystem::path path_;
  State state_ = State::fresh;
  std::string growth_;
  bool made_parent_ = false, by_name_;
  FileLock lock_;
};

}  // namespace serhost::app
