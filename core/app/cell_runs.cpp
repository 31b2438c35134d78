// A cell's process: quiet, in a group of its own, so that Ctrl-C reaches the sweep, which passes it
// on.
#include "app/cell_runs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/own_program.hpp"
#include "base/child_process.hpp"
#include "base/error.hpp"
#include "base/process.hpp"

namespace serhost::app {
namespace {

class RunProcess : public CellRun {
 public:
  RunProcess(const std::vector<std::string>& arguments, const std::filesystem::path& errors);
  std::optional<int> wait(int milliseconds) override;
  void stop() override;

 private:
  std::optional<ChildProcess> child_;
  bool asked_ = false;
};

RunProcess::RunProcess(const std::vector<std::string>& arguments,
                       const std::filesystem::path& errors) {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC),
            to = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (to < 0 || nothing < 0) {
    const auto why = errors.string() + ": " + std::strerror(errno);
    if (nothing >= 0) ::close(nothing);
    throw Error(Exit::cannot_create, why);
  }
  ChildSettings settings;
  settings.program = "/proc/self/exe";
  settings.arguments = arguments;
  settings.in = settings.out = nothing;
  settings.err = to;
  child_.emplace(settings);
  ::close(to);
  ::close(nothing);
  if (!child_->started())
    throw Error(Exit::unavailable, std::string("cannot start a process for a cell: ") +
                                       std::strerror(child_->reason()));
}

std::optional<int> RunProcess::wait(int milliseconds) {
  constexpr int kStep = 20;
  for (int waited = 0;; waited += kStep) {
    if (const auto state = child_->ended()) return exit_status_of(*state);
    if (waited >= milliseconds) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(kStep));
  }
}

void RunProcess::stop() {
  if (std::exchange(asked_, true)) return;
  child_->ask(SIGTERM);
}

}  // namespace

StartCell cells_in_processes(const Session& session) {
  ::signal(SIGCHLD,
           SIG_DFL);  // who ignores it, as some shells do for their children, learns no status
  return [&session](const CellJob& job) -> std::unique_ptr<CellRun> {
    return std::make_unique<RunProcess>(run_words(session, job), job.errors);
  };
}

}  // namespace serhost::app
