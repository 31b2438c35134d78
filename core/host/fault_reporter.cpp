// What a fault inside a plugin leaves behind: one line that names plugin, component and call, and
// exit status 70. Only async-signal-safe functions are called in the handler, on a stack of its
// own.
#include <signal.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "host/exit_trap.hpp"
#include "host/now_calling.hpp"

namespace serhost::host {
namespace {

constexpr int kFaults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int kInternal = 70;

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

constexpr char kContinue[] = "); a run can be continued from its last checkpoint with --resume";

/// "serhost: loss 'focal' of plugin focal 1.0.0 (…) crashed in forward (SIGSEGV); a run can …".
void add_call(Line& line, const char* verb, const char* what) {
  line.add("serhost: ");
  line.add(now_calling.callee->component.c_str());
  line.add(" of plugin ");
  line.add(now_calling.callee->plugin.c_str());
  line.add(verb);
  line.add("in ");
  line.add(now_calling.call);
  line.add(" (");
  line.add(what);
  line.add(kContinue);
}

void report(int number) {
  Line line;
  if (now_calling.callee != nullptr) {
    add_call(line, " crashed ", name_of_signal(number));
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

thread_local NowCalling now_calling;

namespace {

constexpr char kEnds[] = " ended the process ";
constexpr char kReplaces[] = " tried to replace the process ";

void refuse_in_call(const char* verb, const char* how) noexcept {
  if (now_calling.callee == nullptr || is_forked_by_plugin()) return;
  Line line;
  add_call(line, verb, how);
  now_calling.callee = nullptr;  // what follows is this function's own exit
  line.write();
  ::_exit(kInternal);
}

/// Destructors of what a plugin made run on the main thread, as a rule, and in no call.
void refuse_of_plugin(const void* address, const char* verb, const char* how) noexcept {
  refuse_in_call(verb, how);
  const char* const file = plugin_at(address);
  if (file == nullptr || is_forked_by_plugin()) return;
  Line line;
  line.add(::gettid() == ::getpid() ? "serhost: plugin " : "serhost: a thread of plugin ");
  line.add(file);
  line.add(verb);
  line.add("outside of any call into it (");
  line.add(how);
  line.add(kContinue);
  line.write();
  leave_at_once(kInternal);
}

}  // namespace

void refuse_exit_in_call(const char* how) noexcept { refuse_in_call(kEnds, how); }

void refuse_exit_of_plugin(const void* address, const char* how) noexcept {
  refuse_of_plugin(address, kEnds, how);
}

void refuse_replacement(const void* address, const char* how) noexcept {
  refuse_of_plugin(address, kReplaces, how);
}

void end_forked_in_call() noexcept {
  Line line;
  line.add("serhost: ");
  line.add(now_calling.callee->component.c_str());
  line.add(" of plugin ");
  line.add(now_calling.callee->plugin.c_str());
  line.add(" forked in ");
  line.add(now_calling.call);
  line.add(
      ", and the child process came back from there; that child was ended. A child must end "
      "itself, or become another program");
  line.write();
  leave_at_once(kInternal);
}

void leave_at_once(int status) noexcept {
  now_calling.callee = nullptr;
  ::_exit(status);
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
