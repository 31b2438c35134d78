// exit and quick_exit run handlers, which find the plugin on the stack. _exit and the system call
// do not: the functions of these names in this file stand before the C library's, since a program's
// symbols come first (they are exported, see CMakeLists.txt). The C library's own exit does not
// come by here. A plugin's own instruction that makes the system call does not either:
// host/exit_trap.cpp.
#include "cli/exit_watch.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include "host/exit_trap.hpp"
#include "host/guard.hpp"
#include "host/now_calling.hpp"

namespace serhost::cli {
namespace {

std::atomic<bool> own{false};

/// A destructor is no call, nor is a thread in one: their code is on the stack.
void refuse_exit_of_callers(const char* how) {
  std::array<void*, 64> callers{};
  const int n = ::backtrace(callers.data(), static_cast<int>(callers.size()));
  for (int i = 0; i < n; ++i)
    host::refuse_exit_of_plugin(callers[static_cast<std::size_t>(i)], how);
}

void in_handler(const char* how) {
  host::refuse_exit_in_call(how);
  if (own || host::is_forked_by_plugin()) return;
  refuse_exit_of_callers(how);
  constexpr char kText[] =
      "serhost: internal error: something ended the process outside of any call into a plugin; a "
      "thread that a plugin started is the usual cause\n";
  [[maybe_unused]] const auto n = ::write(STDERR_FILENO, kText, sizeof kText - 1);
  ::_exit(70);
}

/// A process that a plugin has forked ends with its own status, past destructors of libraries that
/// would wait for threads which only its parent has.
void at_exit(int status, void*) {
  in_handler("exit");
  if (!host::is_forked_by_plugin()) return;
  std::fflush(nullptr);
  host::leave_at_once(status);
}

void at_quick_exit_of_plugin() { in_handler("quick_exit"); }

bool forks_on_main = false;  // written and read by the thread that forks
pid_t forking = 0;

void before_fork() {
  forks_on_main = ::gettid() == ::getpid();
  forking = ::getpid();
}

/// What a plugin has forked and left behind ends with the host. The signal comes with the end of
/// the thread that has forked, so that other threads than the first get none.
void after_fork_in_child() {
  if (host::now_calling.callee == nullptr || !forks_on_main) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != forking) host::leave_at_once(70);
}

}  // namespace

void watch_exits() {
  ::on_exit(at_exit, nullptr);
  std::at_quick_exit(at_quick_exit_of_plugin);
  ::pthread_atfork(before_fork, nullptr, after_fork_in_child);
  watch_replacements();
  host::trap_exits_from_now_on();
}

void exits_are_own() { own = true; }

}  // namespace serhost::cli

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have their own

extern "C" {

using SystemCall = long (*)(long, long, long, long, long, long, long);

/// Without a guard that waits: threads that come here at once would wait by a system call, here.
static SystemCall system_call() {
  static constinit std::atomic<SystemCall> known{nullptr};
  auto found = known.load(std::memory_order_relaxed);
  if (found == nullptr) {
    found = reinterpret_cast<SystemCall>(::dlsym(RTLD_NEXT, "syscall"));
    known.store(found, std::memory_order_relaxed);
  }
  return found;
}

[[gnu::visibility("default"), noreturn]] void _exit(int status) {
  serhost::host::refuse_exit_of_plugin(__builtin_return_address(0), "_exit");
  for (;;) system_call()(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

[[gnu::visibility("default"), noreturn]] void _Exit(int status) {
  serhost::host::refuse_exit_of_plugin(__builtin_return_address(0), "_Exit");
  ::_exit(status);
}

[[gnu::visibility("default")]] long syscall(long number, ...) {
  if (number == SYS_exit_group || number == SYS_exit)
    serhost::host::refuse_exit_of_plugin(__builtin_return_address(0), "the system call exit");
  if (number == SYS_execve || number == SYS_execveat)
    serhost::host::refuse_replacement(__builtin_return_address(0), "the system call exec");
  std::va_list list;
  va_start(list, number);
  long words[6];
  for (auto& word : words) word = va_arg(list, long);
  va_end(list);
  return system_call()(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

}  // extern "C"

#endif
