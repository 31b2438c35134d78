// SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGPIPE, SIGQUIT and a time limit ask a run to save and to stop
// with exit status 75.
//
// Until there is something to save a signal ends the process at once, with 75 too: nothing would be
// gained by waiting for a large corpus to be read. The second signal of a kind ends it at once in
// any case, but for SIGHUP and SIGPIPE, which come in numbers.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace serhost::cli {

/// Seconds of "90", "90s", "10m", "2h" or "1d", as --max-time takes them. Throws UsageError.
double max_time_from(const std::string& text);

/// The same of an option that may not be given.
std::optional<double> max_time(const std::optional<std::string>& text);

class StopRequest {
 public:
  /// From now on signals count, and the time runs. One in a process.
  explicit StopRequest(std::optional<double> seconds);

  /// [any] True once a signal has come or the time is over.
  bool asked() const;

  /// From now on a signal waits until what asks `asked` has saved.
  void save_first();

 private:
  std::optional<double> seconds_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace serhost::cli
