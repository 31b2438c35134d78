// Starts a cell's process by fork, because the child must request the signal of its parent's death
// before exec.
#include "app/cell_runs.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "app/own_program.hpp"
#include "base/error.hpp"
#include "base/process.hpp"

namespace serhost::app {
namespace {

class RunProcess : public CellRun {
 public:
  RunProcess(const std::vector<std::string>& arguments, const std::filesystem::path& errors);
  ~RunProcess() override;
  RunProcess(const RunProcess&) = delete;
  RunProcess& operator=(const RunProcess&) = delete;
  std::optional<int> wait(int milliseconds) override;
  void stop() override;

 private:
  pid_t child_ = -1;
  bool asked_ = false;
};

RunProcess::RunProcess(const std::vector<std::string>& arguments,
                       const std::filesystem::path& errors) {
  const auto words = words_of(arguments);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC),
            to = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (to < 0 || nothing < 0) {
    const auto why = errors.string() + ": " + std::strerror(errno);
    if (nothing >= 0) ::close(nothing);
    throw Error(Exit::cannot_create, why);
  }
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ == 0) {  // nothing but system calls from here
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::setpgid(0, 0);  // Ctrl-C reaches the sweep, which passes it on
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    ::dup2(to, STDERR_FILENO);
    ::execv("/proc/self/exe", words.data());
    ::_exit(127);
  }
  const int reason = errno;
  ::close(to);
  ::close(nothing);
  if (child_ < 0)
    throw Error(Exit::unavailable,
                std::string("cannot start a process for a cell: ") + std::strerror(reason));
}

RunProcess::~RunProcess() {
  if (child_ < 0) return;
  ::kill(child_, SIGKILL);
  wait_for_end(child_);
}

std::optional<int> RunProcess::wait(int milliseconds) {
  constexpr int kStep = 20;
  for (int waited = 0;; waited += kStep) {
    int state = 0;
    if (::waitpid(child_, &state, WNOHANG) == child_) {
      child_ = -1;
      return exit_status_of(state);
    }
    if (waited >= milliseconds) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(kStep));
  }
}

void RunProcess::stop() {
  if (asked_ || child_ < 0) return;
  asked_ = true;
  ::kill(child_, SIGTERM);
}

}  // namespace

StartCell cells_in_processes(const Session& session) {
  return [&session](const CellJob& job) -> std::unique_ptr<CellRun> {
    return std::make_unique<RunProcess>(run_words(session, job), job.errors);
  };
}

}  // namespace serhost::app
