// Errors that reach the user, and the collector that reports all faults of a file at once.
//
// A message says what is wrong, where, what was found and expected, and the next step: lower case,
// no "error:".
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace serhost {

/// Exit statuses of the program (docs/commands.md). `check` and `run` give the same one for the
/// same fault.
enum class Exit : int {
  ok = 0,
  failed = 1,  ///< the run failed (NaN loss), a comparison or an audit says no
  usage = 64,
  damaged = 65,      ///< damaged audio, labels or features; a leak
  missing = 66,      ///< a path that does not exist
  unavailable = 69,  ///< device or plugin not available or refused
  internal = 70,
  cannot_create = 73,  ///< the directory is in use or holds something else
  io = 74,             ///< disk full
  stopped = 75,        ///< stopped early, can be resumed
  untrusted = 77,
  config = 78,  ///< the text of an experiment, an unset variable
};

/// Base of everything that `main` prints without "please report".
class Error : public std::runtime_error {
 public:
  Error(Exit exit, const std::string& message) : std::runtime_error(message), exit_(exit) {}
  Exit exit() const { return exit_; }

 private:
  Exit exit_;
};

class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(Exit::usage, message) {}
};

/// Of an experiment file. `message` begins with file:line:column.
class ConfigError : public Error {
 public:
  explicit ConfigError(const std::string& message) : Error(Exit::config, message) {}
};

/// Of a corpus or its audio; the message names the clip.
class DataError : public Error {
 public:
  explicit DataError(const std::string& message, Exit exit = Exit::damaged)
      : Error(exit, message) {}
};

/// Thrown by a plugin's code, or a plugin that cannot be had.
class PluginError : public Error {
 public:
  explicit PluginError(const std::string& message, Exit exit = Exit::unavailable)
      : Error(exit, message) {}
};

/// A position in a text file; line 0 where there is none.
struct Place {
  std::string file;
  int line = 0, column = 0;
  std::string text() const;  ///< "a.toml:9:12", "a.toml" or ""
};

struct Fault {
  Exit exit = Exit::config;
  std::string message;  ///< complete, place included
};

/// Collects faults so that all are told at once.
class Faults {
 public:
  void add(Exit exit, std::string message) { faults_.push_back({exit, std::move(message)}); }
  void add(Exit exit, const Place& place, const std::string& message);
  bool empty() const { return faults_.empty(); }
  const std::vector<Fault>& all() const { return faults_; }
  /// Of 78, 66, 69, 65 the first that occurs; any other as it is; ok where there are no faults.
  Exit exit() const;
  std::string text() const;   ///< one line a fault
  void throw_if_any() const;  ///< Error with exit() and text()

 private:
  std::vector<Fault> faults_;
};

/// Always on; for programmer mistakes, never for input. Throws std::logic_error.
#define SERHOST_CHECK(condition)                                                    \
  do {                                                                              \
    if (!(condition))                                                               \
      throw std::logic_error(std::string(__FILE__ ":") + std::to_string(__LINE__) + \
                             ": " #condition);                                      \
  } while (false)

}  // namespace serhost
