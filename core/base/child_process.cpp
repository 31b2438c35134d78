// Starts by fork and exec: a child must ask for the signal of its parent's death itself, join its
// group and leave the network before it becomes another program. Between the two it makes system
// calls alone.
#include "base/child_process.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"
#include "base/process.hpp"

namespace serhost {
namespace {

constexpr int kCannotExecute = 127;

/// Lines for /proc/self/uid_map and gid_map that leave everybody who they are.
struct SameUser {
  char user[64] = {}, group[64] = {};
  SameUser() {
    std::snprintf(user, sizeof user, "%u %u 1\n", ::geteuid(), ::geteuid());
    std::snprintf(group, sizeof group, "%u %u 1\n", ::getegid(), ::getegid());
  }
};

bool write_text(const char* file, const char* text) {
  const int to = ::open(file, O_WRONLY | O_CLOEXEC);
  if (to < 0) return false;
  const auto size = static_cast<ssize_t>(std::strlen(text));
  const bool whole = ::write(to, text, static_cast<std::size_t>(size)) == size;
  ::close(to);
  return whole;
}

/// Root may leave the network as it is; others do so in a user namespace in which they are who they
/// were.
bool leave_network(const SameUser& same) {
  if (::unshare(CLONE_NEWNET) == 0) return true;
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
         write_text("/proc/self/setgroups", "deny") &&
         write_text("/proc/self/uid_map", same.user) &&
         write_text("/proc/self/gid_map", same.group);
}

/// In the child: mortal, in its group, with its descriptors. An errno where something failed.
int settle(const ChildSettings& settings, pid_t parent, const SameUser& same) {
  ::prctl(PR_SET_PDEATHSIG, settings.dies_by);
  if (::getppid() != parent) return ECHILD;
  if (settings.own_group) ::setpgid(0, 0);
  const rlimit none{0, 0};
  if (settings.no_core) ::setrlimit(RLIMIT_CORE, &none);
  sigset_t held;  // by whoever started it, until it knew the group
  ::sigemptyset(&held);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&held, number);
  ::sigprocmask(SIG_UNBLOCK, &held, nullptr);
  const int given[] = {settings.in, settings.out, settings.err};
  for (int i = 0; i < 3; ++i) {
    if (given[i] >= 0 && ::dup2(given[i], i) < 0) return errno;
  }
  return settings.no_network && !leave_network(same) ? EPERM : 0;
}

}  // namespace

ChildProcess::ChildProcess(const ChildSettings& settings) : group_(settings.own_group) {
  const auto words = words_of(settings.arguments);
  const auto variables =
      settings.environment ? words_of(*settings.environment) : std::vector<char*>();
  char** const environment =
      settings.environment ? const_cast<char**>(variables.data()) : ::environ;
  const SameUser same;
  int report[2] = {-1, -1};  // tells why it could not be executed; closed by exec
  if (!settings.instead && ::pipe2(report, O_CLOEXEC) != 0) {
    reason_ = errno;
    return;
  }
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ == 0) {
    int failed = settle(settings, parent, same);
    if (settings.instead) ::_exit(failed == 0 ? settings.instead() : kCannotExecute);
    if (failed == 0) {
      if (settings.program.empty()) ::execvpe(words[0], words.data(), environment);
      else ::execve(settings.program.c_str(), words.data(), environment);
      failed = errno;
    }
    [[maybe_unused]] const auto n = ::write(report[1], &failed, sizeof failed);
    ::_exit(kCannotExecute);
  }
  reason_ = child_ < 0 ? errno : 0;
  started_ = child_ > 0;
  if (started_ && group_) ::setpgid(child_, child_);  // whoever of the two comes first
  if (settings.instead) return;
  ::close(report[1]);
  int failed = 0;
  ssize_t n = 0;
  while (started_ && (n = ::read(report[0], &failed, sizeof failed)) < 0 && errno == EINTR) {}
  ::close(report[0]);
  if (!started_ || n != sizeof failed) return;
  collect();
  started_ = false;
  reason_ = failed;
}

ChildProcess::~ChildProcess() {
  if (child_ < 0) return;
  kill_all();
  collect();
}

int ChildProcess::collect() {
  if (child_ <= 0) return 0;  // it has been collected: its number may be somebody else's by now
  // The number belongs to its group until it is collected: killed before, nobody else is met.
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOWAIT) < 0 &&
         errno == EINTR) {}
  if (group_) ::kill(-child_, SIGKILL);
  const int state = wait_for_end(child_);
  child_ = -1;
  return state;
}

std::optional<int> ChildProcess::ended() {
  if (child_ < 0) return std::nullopt;
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
    if (errno != ECHILD) return std::nullopt;
    child_ = -1;  // somebody else in this process has waited for it: how it ended is lost
    return static_cast<int>(Exit::internal) << 8;
  }
  if (info.si_pid == 0) return std::nullopt;
  return collect();
}

int ChildProcess::wait() { return collect(); }

void ChildProcess::ask(int signal) const {
  if (child_ > 0) ::kill(child_, signal);
}

void ChildProcess::kill_all() const {
  if (child_ <= 0) return;
  if (group_) ::kill(-child_, SIGKILL);
  ::kill(child_, SIGKILL);
}

bool can_cut_network() {
  static const bool can = [] {
    ChildSettings attempt;
    attempt.instead = [] { return 0; };
    attempt.no_network = true;
    ChildProcess child(attempt);
    return child.started() && exit_status_of(child.wait()) == 0;
  }();
  return can;
}

}  // namespace serhost
