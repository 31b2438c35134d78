// exit and quick_exit run handlers. _exit and the system call do not: the functions of these names
// in this file stand before the C library's, since a program's symbols come first (they are
// exported, see CMakeLists.txt). The C library's own exit does not come by here. A plugin's own
// instruction that makes the system call does not either: host/exit_trap.cpp.
#include "cli/exit_watch.hpp"

#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <cstdlib>

#include "host/exit_trap.hpp"
#include "host/guard.hpp"

namespace serhost::cli {
namespace {

std::atomic<bool> own{false};

void in_handler(const char* how) {
  host::refuse_exit_in_call(how);
  if (own) return;
  constexpr char kText[] =
      "serhost: internal error: something ended the process outside of any call into a plugin; a "
      "thread that a plugin started is the usual cause\n";
  [[maybe_unused]] const auto n = ::write(STDERR_FILENO, kText, sizeof kText - 1);
  ::_exit(70);
}

void at_exit() { in_handler("exit"); }
void at_quick_exit_of_plugin() { in_handler("quick_exit"); }

}  // namespace

void watch_exits() {
  std::atexit(at_exit);
  std::at_quick_exit(at_quick_exit_of_plugin);
  host::trap_exits_from_now_on();
}

void exits_are_own() { own = true; }

}  // namespace serhost::cli

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have their own

extern "C" {

using SystemCall = long (*)(long, long, long, long, long, long, long);

static SystemCall system_call() {
  static const auto found = reinterpret_cast<SystemCall>(::dlsym(RTLD_NEXT, "syscall"));
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
  std::va_list list;
  va_start(list, number);
  long words[6];
  for (auto& word : words) word = va_arg(list, long);
  va_end(list);
  return system_call()(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

}  // extern "C"

#endif
