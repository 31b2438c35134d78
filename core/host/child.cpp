// Children with two pipes and a deadline each, listened to by one thread.
#include "host/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>

#include "base/child_process.hpp"
#include "host/exit_trap.hpp"
#include "host/guard.hpp"
#include "host/interruption.hpp"

namespace serhost::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 64u << 20;
constexpr std::size_t kMostErrors = 64u << 10;

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    read = ends[0], write = ends[1];
    ::fcntl(read, F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    close_write();
    close_read();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write() {
    if (write >= 0) ::close(write);
    write = -1;
  }
  void close_read() {
    if (read >= 0) ::close(read);
    read = -1;
  }
};

/// Reads what is there, and closes the pipe at its end.
void drain(Pipe& pipe, std::string& into, std::size_t most, bool keep_end) {
  std::array<char, 16384> buffer{};
  while (pipe.read >= 0) {
    const auto n = ::read(pipe.read, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return pipe.close_read();
    if (!keep_end && into.size() >= most) continue;
    into.append(buffer.data(), static_cast<std::size_t>(n));
    if (keep_end && into.size() > most) into.erase(0, into.size() - most);
  }
}

class Listened {
 public:
  Listened(const ChildTask& task, double seconds)
      : deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(seconds))) {
    if (out_.read < 0 || err_.read < 0) return;
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ChildSettings settings;
    settings.in = null;
    settings.out = out_.write;
    settings.err = err_.write;
    settings.no_core = true;
    if (task.work) {
      settings.instead = [&] {
        process_is_own();
        remove_fault_reporter();
        forget_interruption();
        return task.work();
      };
    } else {
      settings.program = task.arguments.front();
      settings.arguments = task.arguments;
    }
    {
      const InterruptionsHeld held;
      child_.emplace(settings);
      result.started = child_->started();
      if (result.started) group_.emplace(child_->id());
    }
    if (null >= 0) ::close(null);
    out_.close_write();
    err_.close_write();
  }

  /// Reads what it has written so far; true once there is nothing more to come.
  bool step() {
    if (!result.started) return true;
    drain(out_, result.output, kMostOutput, false);
    drain(err_, result.errors, kMostErrors, true);
    if (const auto state = child_->ended()) {
      drain(out_, result.output, kMostOutput, false);  // what it wrote since, and last
      drain(err_, result.errors, kMostErrors, true);
      result.signal = WIFSIGNALED(*state) ? WTERMSIG(*state) : 0;
      result.status = WIFEXITED(*state) ? WEXITSTATUS(*state) : 0;
      return true;
    }
    if (Clock::now() < deadline_) return false;
    result.timed_out = true;
    child_->kill_all();
    child_->wait();
    return true;
  }

  /// What a poll should wait for; false where all its pipes are closed: it is about to end.
  bool add_to(std::vector<pollfd>& watched) const {
    for (const int fd : {out_.read, err_.read}) {
      if (fd >= 0) watched.push_back({fd, POLLIN, 0});
    }
    return out_.read >= 0 || err_.read >= 0;
  }

  Clock::time_point deadline() const { return deadline_; }

  ChildResult result;

 private:
  Clock::time_point deadline_;
  Pipe out_, err_;
  std::optional<ChildProcess> child_;
  std::optional<KilledWithUs> group_;
};

using Running = std::vector<std::pair<std::size_t, std::unique_ptr<Listened>>>;

/// Until something was written, something is about to end, or a deadline passes.
void wait_for_news(const Running& running) {
  std::vector<pollfd> watched;
  long long most = 50;
  for (const auto& [index, child] : running) {
    if (!child->add_to(watched)) most = 1;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(child->deadline() - Clock::now());
    most = std::min<long long>(most, std::max<long long>(left.count(), 0));
  }
  ::poll(watched.data(), watched.size(), static_cast<int>(most));
}

}  // namespace

std::vector<ChildResult> run_children(const std::vector<ChildTask>& tasks,
                                      const ManyChildren& settings) {
  std::vector<ChildResult> all(tasks.size());
  Running running;
  const auto begin = Clock::now();
  auto told = begin;
  for (std::size_t next = 0; next < tasks.size() || !running.empty();) {
    while (next < tasks.size() && running.size() < std::max<std::size_t>(settings.at_once, 1)) {
      running.emplace_back(next, std::make_unique<Listened>(tasks[next], settings.seconds));
      ++next;
    }
    wait_for_news(running);
    std::erase_if(running, [&](auto& each) {
      if (!each.second->step()) return false;
      all[each.first] = std::move(each.second->result);
      return true;
    });
    if (!settings.waiting || running.empty() || Clock::now() - told < std::chrono::seconds(1))
      continue;
    told = Clock::now();
    std::vector<std::size_t> indices;
    for (const auto& [index, child] : running) indices.push_back(index);
    settings.waiting(std::chrono::duration<double>(told - begin).count(), indices);
  }
  return all;
}

ChildResult run_program(const std::vector<std::string>& arguments, double seconds) {
  return run_children({{.arguments = arguments, .work = {}}},
                      {.seconds = seconds, .at_once = 1, .waiting = {}})
      .front();
}

ChildResult run_forked(const std::function<int()>& work, double seconds) {
  return run_children({{.arguments = {}, .work = work}},
                      {.seconds = seconds, .at_once = 1, .waiting = {}})
      .front();
}

}  // namespace serhost::host
