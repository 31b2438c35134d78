// What a fault inside a plugin leaves behind: one line that names plugin, component and call, and
// exit status 70. Only async-signal-safe functions are called in the handler, on a stack of its
// own.
#include <signal.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "host/guard.hpp"

namespace serhost::host {
namespace {

constexpr int kFaults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int kInternal = 70;

thread_local const Callee* current_callee = nullptr;
thread_local const char* current_call = nullptr;

alignas(16) char handler_stack[64 * 1024];

const char* name_of_signal(int number) {
  switch (number) {
    case SIGSEGV:
      return "SIGSEGV";
    case SIGBUS:
      return "SIGBUS";
    case SIGFPE:
      return "SIGFPE";
    case SIGILL:
      return "SIGILL";
    default:
      return "SIGABRT";
  }
}

/// One line, written at once so that other threads' output cannot cut it.
class Line {
 public:
  void add(const char* text) noexcept {
    while (*text != '\0' && used_ < sizeof text_ - 1) text_[used_++] = *text++;
  }
  void write() noexcept {
    text_[used_++] = '\n';
    const char* from = text_;
    while (used_ > 0) {
      const auto n = ::write(STDERR_FILENO, from, used_);
      if (n <= 0) return;
      from += n;
      used_ -= static_cast<std::size_t>(n);
    }
  }

 private:
  char text_[4096];
  std::size_t used_ = 0;
};

/// "serhost: loss 'focal' of plugin focal 1.0.0 (…) crashed in forward (SIGSEGV); a run can …".
void add_call(Line& line, const char* verb, const char* what) {
  line.add("serhost: ");
  line.add(current_callee->component.c_str());
  line.add(" of plugin ");
  line.add(current_callee->plugin.c_str());
  line.add(verb);
  line.add(current_call);
  line.add(" (");
  line.add(what);
  line.add("); a run can be continued from its last checkpoint with --resume");
}

void report(int number) {
  Line line;
  if (current_callee != nullptr) {
    add_call(line, " crashed in ", name_of_signal(number));
  } else {
    line.add("serhost: ");
    line.add("internal error: ");
    line.add(name_of_signal(number));
    line.add(" outside of any call into a plugin; please report it");
  }
  line.write();
  leave_at_once(kInternal);
}

}  // namespace

void refuse_exit_in_call(const char* how) noexcept {
  if (current_callee == nullptr) return;
  Line line;
  add_call(line, " ended the process in ", how);
  current_callee = nullptr;  // what follows is this function's own exit
  line.write();
  ::_exit(kInternal);
}

void leave_at_once(int status) noexcept {
  current_callee = nullptr;
  ::_exit(status);
}

Calling::Calling(const Callee& callee, const char* call) noexcept
    : previous_callee_(current_callee), previous_call_(current_call) {
  current_callee = &callee;
  current_call = call;
}

Calling::~Calling() {
  current_callee = previous_callee_;
  current_call = previous_call_;
}

void install_fault_reporter() {
  stack_t stack{};
  stack.ss_sp = handler_stack;
  stack.ss_size = sizeof handler_stack;
  ::sigaltstack(&stack, nullptr);  // of the calling thread; a stack overflow leaves no other room
  struct sigaction action{};
  action.sa_handler = report;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  ::sigemptyset(&action.sa_mask);
  for (const int number : kFaults) ::sigaction(number, &action, nullptr);
}

void remove_fault_reporter() {
  for (const int number : kFaults) ::signal(number, SIG_DFL);
}

}  // namespace serhost::host
