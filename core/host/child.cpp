// Runs a child process with two pipes and a deadline. The child dies with its parent and leaves no
// core file.
#include "host/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/process.hpp"
#include "host/guard.hpp"

namespace serhost::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 64u << 20;
constexpr std::size_t kMostErrors = 64u << 10;
constexpr int kCannotExecute = 127;

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) == 0) read = ends[0], write = ends[1];
  }
  ~Pipe() {
    close_write();
    if (read >= 0) ::close(read);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write() {
    if (write >= 0) ::close(write);
    write = -1;
  }
};

/// In the child: quiet, mortal, and its own output where the parent listens.
void settle_in_child(const Pipe& out, const Pipe& err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) ::dup2(null, STDIN_FILENO);
  ::dup2(out.write, STDOUT_FILENO);
  ::dup2(err.write, STDERR_FILENO);
  remove_fault_reporter();
}

/// Reads what is there; false at the end of the pipe.
bool drain(int fd, std::string& into, std::size_t most, bool keep_end) {
  char buffer[16384];
  const auto n = ::read(fd, buffer, sizeof buffer);
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) return false;
  if (keep_end) {
    into.append(buffer, static_cast<std::size_t>(n));
    if (into.size() > most) into.erase(0, into.size() - most);
  } else if (into.size() < most) {
    into.append(buffer, static_cast<std::size_t>(n));
  }
  return true;
}

/// Listens until both pipes end, the child has ended (a grandchild may hold the pipes open), or
/// time is up.
void listen(pid_t child, const Pipe& out, const Pipe& err, Clock::time_point deadline,
            ChildResult& result) {
  pollfd watched[2] = {{out.read, POLLIN, 0}, {err.read, POLLIN, 0}};
  int state = 0;
  bool ended = false;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (!ended && left <= 0) {
      result.timed_out = true;
      ::kill(child, SIGKILL);
      break;
    }
    const bool closed = watched[0].fd < 0 && watched[1].fd < 0;  // it is about to end
    const int ready = ::poll(
        watched, 2, ended ? 0 : static_cast<int>(std::min<long long>(left, closed ? 1 : 50)));
    if (ready < 0 && errno != EINTR) break;
    if (ready > 0) {
      if (watched[0].revents != 0 && !drain(out.read, result.output, kMostOutput, false))
        watched[0].fd = -1;
      if (watched[1].revents != 0 && !drain(err.read, result.errors, kMostErrors, true))
        watched[1].fd = -1;
      continue;
    }
    if (ended) return;  // everything it wrote has been read
    if (::waitpid(child, &state, WNOHANG) != child) continue;
    ended = true;
    result.signal = WIFSIGNALED(state) ? WTERMSIG(state) : 0;
    result.status = WIFEXITED(state) ? WEXITSTATUS(state) : 0;
  }
  wait_for_end(child);
}

ChildResult run(const std::function<int()>& in_child, double seconds) {
  ChildResult result;
  Pipe out, err;
  if (out.read < 0 || err.read < 0) return result;
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(seconds));
  const pid_t child = ::fork();
  if (child < 0) return result;
  if (child == 0) {
    settle_in_child(out, err);
    ::_exit(in_child());  // no destructors: they belong to the parent's copy
  }
  out.close_write();
  err.close_write();
  result.started = true;
  listen(child, out, err, deadline, result);
  return result;
}

}  // namespace

ChildResult run_program(const std::vector<std::string>& arguments, double seconds) {
  const auto words = words_of(arguments);
  auto result = run(
      [&] {
        ::execv(words[0], words.data());
        return kCannotExecute;
      },
      seconds);
  if (result.status == kCannotExecute && result.output.empty()) result.started = false;
  return result;
}

ChildResult run_forked(const std::function<int()>& work, double seconds) {
  return run(work, seconds);
}

}  // namespace serhost::host
