// Signal handlers that only set a flag, or exit.
#include "cli/stop_request.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "host/guard.hpp"

namespace serhost::cli {
namespace {

std::atomic<bool> signal_came{false}, something_to_save{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

void say(const char* text) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
}

/// SIGHUP comes more than once where a terminal goes away, SIGPIPE with every line into a pipe that
/// nobody reads: neither is somebody who has lost patience.
bool may_repeat(int signal) { return signal == SIGHUP || signal == SIGPIPE; }

void on_signal(int signal) {
  if (!something_to_save) {
    say("stopped before there was anything to save; run it again\n");
    host::leave_at_once(static_cast<int>(Exit::stopped));
  }
  if (signal == SIGINT) say("\nsaving, then stopping; once more to stop at once\n");
  signal_came = true;
}

}  // namespace

double max_time_from(const std::string& text) {
  std::size_t used = 0;
  const double value = leading_number(text, used);
  const auto unit = text.substr(used);
  const double factor = unit.empty() || unit == "s" ? 1.0
                        : unit == "m"               ? 60.0
                        : unit == "h"               ? 3600.0
                        : unit == "d"               ? 86400.0
                                                    : 0.0;
  if (used == 0 || factor == 0.0 || !(value > 0.0))
    throw UsageError("--max-time is '" + text + "', but must be a time such as 90s, 10m or 2h");
  return value * factor;
}

std::optional<double> max_time(const std::optional<std::string>& text) {
  return text ? std::optional(max_time_from(*text)) : std::nullopt;
}

StopRequest::StopRequest(std::optional<double> seconds) : seconds_(seconds) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGPIPE, SIGQUIT}) {
    struct sigaction before{}, action{};
    ::sigaction(signal, nullptr, &before);
    // Whoever starts a run by nohup wants it to outlive the terminal.
    if (signal == SIGHUP && before.sa_handler == SIG_IGN) continue;
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART | (may_repeat(signal) ? 0 : SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

bool StopRequest::asked() const {
  return signal_came ||
         (seconds_ &&
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count() >=
              *seconds_);
}

void StopRequest::save_first() { something_to_save = true; }

}  // namespace serhost::cli
