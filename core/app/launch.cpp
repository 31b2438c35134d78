// Starts, passes signals on, waits.
#include "app/launch.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>

#include "app/own_program.hpp"
#include "base/child_process.hpp"

namespace serhost::app {
namespace {

using Clock = std::chrono::steady_clock;

/// Longer than it takes a process to notice that another one is gone, and to say so.
constexpr std::chrono::seconds kToEnd{25};

/// One that nobody listens at now.
int free_port() {
  const int to = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof own;
  auto* const address = reinterpret_cast<sockaddr*>(&own);
  const bool found =
      to >= 0 && ::bind(to, address, size) == 0 && ::getsockname(to, address, &size) == 0;
  const std::string reason = std::strerror(errno);
  if (to >= 0) ::close(to);
  if (!found)
    throw Error(Exit::cannot_create, "there is no free port for the processes: " + reason);
  return ntohs(own.sin_port);
}

std::vector<std::string> environment_of(int rank, int processes, int port) {
  const auto r = std::to_string(rank), n = std::to_string(processes);
  const std::vector<std::pair<std::string, std::string>> ours = {
      {"RANK", r},
      {"LOCAL_RANK", r},
      {"WORLD_SIZE", n},
      {"LOCAL_WORLD_SIZE", n},
      {"MASTER_ADDR", "127.0.0.1"},
      {"MASTER_PORT", std::to_string(port)}};
  std::vector<std::string> out;
  for (char** each = ::environ; *each != nullptr; ++each) {
    const std::string text = *each;
    const auto name = text.substr(0, text.find('='));
    const bool other =
        name.starts_with("TORCHELASTIC_") || name == "GLOO_SOCKET_IFNAME" ||
        std::any_of(ours.begin(), ours.end(), [&](const auto& own) { return own.first == name; });
    if (!other) out.push_back(text);
  }
  for (const auto& [name, value] : ours) out.push_back(name + "=" + value);
  return out;
}

struct Running {
  std::unique_ptr<ChildProcess> process;
  std::optional<int> state;  ///< as waitpid gives it, once it has ended
};

/// What is no error: done, or stopped with everything saved.
bool well(int state) {
  return WIFEXITED(state) &&
         (WEXITSTATUS(state) == 0 || WEXITSTATUS(state) == static_cast<int>(Exit::stopped));
}

std::string text_of(int rank, int state) {
  const auto name = "rank " + std::to_string(rank);
  if (WIFSIGNALED(state))
    return name + " was killed by signal " + std::to_string(WTERMSIG(state)) + " (" +
           ::strsignal(WTERMSIG(state)) + ")";
  return name + " ended with status " + std::to_string(WEXITSTATUS(state));
}

/// One that was asked before it could listen was ended by the signal itself.
bool ended_as_asked(int state) {
  return WIFSIGNALED(state) ? WTERMSIG(state) != SIGKILL && WTERMSIG(state) != SIGSEGV &&
                                  WTERMSIG(state) != SIGABRT && WTERMSIG(state) != SIGBUS
                            : WEXITSTATUS(state) == static_cast<int>(Exit::stopped);
}

/// Whether somebody asked them to stop and one did: the others may have missed each other on the
/// way, as when they were still finding together.
bool stopped_together(const std::vector<Running>& all, bool asked) {
  return asked && std::any_of(all.begin(), all.end(),
                              [](const Running& each) { return ended_as_asked(*each.state); });
}

LaunchOutcome outcome_of(const std::vector<Running>& all, const std::vector<int>& failed,
                         bool asked) {
  LaunchOutcome out;
  if (stopped_together(all, asked)) {
    out.status = static_cast<int>(Exit::stopped);
    return out;
  }
  if (failed.empty()) {
    for (const auto& each : all) out.status = std::max(out.status, WEXITSTATUS(*each.state));
    return out;
  }
  // Others that end because one was killed are not the cause.
  const auto killed = std::find_if(failed.begin(), failed.end(), [&](int rank) {
    return WIFSIGNALED(*all[static_cast<std::size_t>(rank)].state);
  });
  const int cause = killed == failed.end() ? failed.front() : *killed;
  const int state = *all[static_cast<std::size_t>(cause)].state;
  out.status = WIFEXITED(state) ? WEXITSTATUS(state) : static_cast<int>(Exit::failed);
  out.failed = text_of(cause, state);
  return out;
}

}  // namespace

LaunchOutcome launch(const LaunchJob& job) {
  const int port = free_port();
  std::vector<Running> all;
  for (int rank = 0; rank < job.processes; ++rank) {
    ChildSettings settings{.program = own_program().string(),
                           .arguments = {"serhost"},
                           .environment = environment_of(rank, job.processes, port),
                           .dies_by = SIGTERM};
    settings.arguments.insert(settings.arguments.end(), job.arguments.begin(), job.arguments.end());
    all.push_back({std::make_unique<ChildProcess>(settings), {}});
    if (!all.back().process->started())
      throw Error(Exit::cannot_create, "rank " + std::to_string(rank) + " cannot be started: " +
                                           std::strerror(all.back().process->reason()));
  }
  std::vector<int> failed;  // in the order in which they ended
  bool asked = false;
  std::optional<Clock::time_point> patience_ends;
  for (std::size_t open = all.size(); open > 0;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const int signal = job.signal ? job.signal() : 0;
    asked = asked || signal != 0;
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
      auto& each = all[rank];
      if (each.state) continue;
      if (signal != 0) each.process->ask(signal);
      each.state = each.process->ended();
      if (!each.state) continue;
      --open;
      const bool ours = patience_ends && Clock::now() >= *patience_ends;  // killed below
      if (!well(*each.state) && !ours) failed.push_back(static_cast<int>(rank));
    }
    if (!failed.empty() && !patience_ends) patience_ends = Clock::now() + kToEnd;
    if (patience_ends && Clock::now() >= *patience_ends) {
      for (const auto& each : all) {
        if (!each.state) each.process->kill_all();
      }
    }
  }
  return outcome_of(all, failed, asked);
}

}  // namespace serhost::app
