// The one function through which every call into a plugin goes. Whatever the plugin throws becomes
// a PluginError that names component, plugin and call.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace serhost::host {

/// Who is being called, for messages and for the line that a crash leaves behind. Must outlive the
/// call.
struct Callee {
  std::string component;  ///< "loss 'focal'"
  std::string plugin;     ///< "focal 1.0.0 (/path/focal.so)"
};

/// `call` of a component's making: std::invalid_argument thrown there is a fault of the
/// experiment's text (exit status 78).
inline constexpr const char* kConstructor = "its constructor";

/// Rethrows the exception in flight as PluginError "<component> of plugin <plugin> failed in
/// <call>: <first line>"; serhost::Error passes unchanged. The exit status is `failed`; `missing`
/// where std::filesystem says so, `damaged` for std::system_error with std::errc::bad_message; see
/// also kConstructor, which holds for `scores` of a loss, too.
[[noreturn]] void rethrow_as_plugin_error(const Callee& callee, const char* call);

/// What a call must leave as it was: LibTorch's global state, of which this library knows nothing.
/// Who knows it says how it is kept and compared (state/watch.hpp).
struct CallWatch {
  static constexpr std::size_t kBytes = 512;
  void (*note)(void* kept);  ///< before a call; `kept`: kBytes, for what is trivially destructible
  struct Changed {
    std::string told;             ///< what is otherwise now, in words; "" where nothing is
    bool of_all_threads = false;  ///< so that an overlapping call may have done it
  };
  /// After it; puts it right.
  Changed (*put_right)(const void* kept);
};

/// For all threads, from the next call on. `watch` must outlive them all; null: nothing is looked
/// at.
void set_call_watch(const CallWatch* watch) noexcept;

/// The call in progress, for the signal handler that reports a fault in a plugin with exit
/// status 70, and what it must leave as it was.
class Calling {
 public:
  Calling(const Callee& callee, const char* call);
  ~Calling();
  Calling(const Calling&) = delete;
  Calling& operator=(const Calling&) = delete;

  /// Throws PluginError where the call changed what is watched, which is put right. A process that
  /// the call has forked ends here, and in the two below, with status 70 and a line that names it:
  /// the run is its parent's.
  void returned() const;
  /// Puts it right where the call has thrown, which is the more important news.
  void thrown() const noexcept;

 private:
  const Callee* previous_callee_;
  const char* previous_call_;
  const CallWatch* watch_;
  pid_t process_;
  alignas(std::max_align_t) std::byte kept_[CallWatch::kBytes];
};

template <class Function>
auto guarded(const Callee& callee, const char* call, Function&& function) -> decltype(function()) {
  using Result = decltype(function());
  const Calling calling(callee, call);
  try {
    if constexpr (std::is_void_v<Result>) {
      std::forward<Function>(function)();
      calling.returned();
    } else {
      Result result = std::forward<Function>(function)();
      calling.returned();
      return result;
    }
  } catch (...) {
    calling.thrown();
    rethrow_as_plugin_error(callee, call);
  }
}

/// Installs handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT that print one line naming
/// plugin, component and call, and end the process with 70. Called once by main.
void install_fault_reporter();

/// Ends the process with 70 and a line that names plugin, component and call if this thread is in a
/// call into a plugin; returns otherwise. `how`: "exit(0)". For what ends a process: whatever a
/// plugin does with it, the process must not look as if its work were done.
/// Returns in a process that a plugin has forked, too, which may end as it likes.
void refuse_exit_in_call(const char* how) noexcept;

/// [the forked child] A call came back in a process that it has forked: ends that one with 70 and a
/// line that names plugin, component and call.
[[noreturn]] void end_forked_in_call() noexcept;

/// The host's own end in the middle of a call, for a signal handler.
[[noreturn]] void leave_at_once(int status) noexcept;

/// Back to the system's own handling, for a child process that shall die of its faults.
void remove_fault_reporter();

}  // namespace serhost::host
