// A loss that trains well until it is told to misbehave: what the host makes of a plugin, and of a
// world, that goes wrong during a run. Nothing but "detached" happens in the trial that precedes
// training, which logs nothing.
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <c10/core/DefaultDtype.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <torch/csrc/autograd/custom_function.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <serhost/loss.hpp>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

/// Two threads whose first system calls meet while this library is being loaded, and one of them
/// holds the lock of the linker: neither may wait for the other.
const bool calls_met = [] {
  std::thread([] { ::syscall(SYS_gettid); }).detach();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return ::syscall(SYS_gettid) > 0;
}();

struct NoSlope : torch::autograd::Function<NoSlope> {
  static torch::Tensor forward(torch::autograd::AutogradContext*, const torch::Tensor& x) {
    return x.clone();
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 const torch::autograd::variable_list&) {
    throw std::runtime_error("the table of slopes is empty");
  }
};

/// exit_group(0), past all functions of the C library.
void end_by_instruction() {
#if defined(__x86_64__)
  asm volatile("syscall" : : "a"(SYS_exit_group), "D"(0) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register long number asm("x8") = SYS_exit_group;
  register long status asm("x0") = 0;
  asm volatile("svc 0" : : "r"(number), "r"(status) : "memory");
#endif
}

/// execve, past all functions of the C library.
int replace_by_instruction(const char* path, char* const* words, char* const* environment) {
  long result = 0;
#if defined(__x86_64__)
  asm volatile("syscall"
               : "=a"(result)
               : "a"(SYS_execve), "D"(path), "S"(words), "d"(environment)
               : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register long number asm("x8") = SYS_execve;
  register auto first asm("x0") = reinterpret_cast<long>(path);
  register auto second asm("x1") = words;
  register auto third asm("x2") = environment;
  asm volatile("svc 0" : "+r"(first) : "r"(number), "r"(second), "r"(third) : "memory");
  result = first;
#endif
  return static_cast<int>(result);
}

void fork_and_wait(int (*work)(), int expected) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int state = 0;
  ::waitpid(child, &state, 0);
  if (!WIFEXITED(state) || WEXITSTATUS(state) != expected)
    throw std::runtime_error("a helper ended with " + std::to_string(state));
}

/// What a plugin may do: other programs and other processes, each with an end of its own.
void use_helpers() {
  fork_and_wait([] { return ::execl("/bin/sh", "sh", "-c", "exit 3", nullptr); }, 3);
  fork_and_wait([] { return ::execlp("sh", "sh", "-c", "exit 4", nullptr); }, 4);
  fork_and_wait(
      [] {
        char shell[] = "sh", option[] = "-c", text[] = "exit $N", variable[] = "N=5";
        char* const words[] = {shell, option, text, nullptr};
        char* const environment[] = {variable, nullptr};
        return replace_by_instruction("/bin/sh", words, environment);
      },
      5);
  fork_and_wait(
      [] {
        std::exit(6);
        return 0;
      },
      6);
  fork_and_wait(
      [] {
        end_by_instruction();
        return 1;
      },
      0);
  if (std::system("exit 0") != 0) throw std::runtime_error("system() failed");
}

class Misbehaves final : public serhost::Loss {
 public:
  struct Options {
    std::string fault;
    std::int64_t at = 0, stop_at = -1;
    std::string file, other;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("fault", &Options::fault)
        .one_of(
            {"throw",        "crash",       "shape",          "loss",           "gradient",
             "remove",       "replace",     "exit",           "_exit",          "quick_exit",
             "syscall",      "instruction", "thread",         "stopped",        "detached",
             "global state", "backward",    "execl",          "execve at once", "exec instruction",
             "daemon",       "fork",        "forked helpers", "destructor",     "exit in thread"});
    schema.add("at", &Options::at).help("the update at which it happens, from 0");
    schema.add("stop_at", &Options::stop_at)
        .help("the update at which the run is asked to stop, as by a scheduler; -1: none");
    schema.add("file", &Options::file).help("what is removed or replaced");
    schema.add("other", &Options::other).help("what it is replaced by");
  }

  /// The first is made for the trial; the second when a fold begins, after all audio was checked
  /// and before the fold reads any.
  Misbehaves(const Options& options, const serhost::Task&, const serhost::Context&)
      : options_(options) {
    if (options.fault == "execve at once") {
      char name[] = "true";
      char* const words[] = {name, nullptr};
      ::execve("/bin/true", words, environ);
    }
    static int made = 0;
    if (++made != 2) return;
    if (options.fault == "remove") std::filesystem::remove(options.file);
    if (options.fault == "replace")
      std::filesystem::copy_file(options.other, options.file,
                                 std::filesystem::copy_options::overwrite_existing);
  }

  ~Misbehaves() override {
    if (options_.fault == "destructor" && steps_ > 0) std::exit(0);
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    auto losses = -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
    if (step.training && options_.fault == "detached") return losses.detach();
    if (!step.training || !step.sink) return losses;
    if (step.update == options_.stop_at) std::raise(SIGTERM);
    if (step.update < options_.at) return losses;
    ++steps_;
    const auto is = [&](const char* fault) { return options_.fault == fault; };
    if (is("throw")) throw std::runtime_error("the table of costs is empty");
    if (is("crash")) std::raise(SIGSEGV);
    if (is("exit")) std::exit(0);
    if (is("_exit")) ::_exit(0);
    if (is("quick_exit")) std::quick_exit(0);
    if (is("syscall")) ::syscall(SYS_exit_group, 0);
    if (is("instruction")) end_by_instruction();
    if (is("thread")) std::thread([] { ::_exit(0); }).join();
    if (is("exit in thread")) std::thread([] { std::exit(0); }).join();
    char nothing[] = "true";
    char* const words[] = {nothing, nullptr};
    if (is("execl")) ::execl("/bin/true", "true", nullptr);
    if (is("exec instruction")) replace_by_instruction("/bin/true", words, environ);
    if (is("daemon")) [[maybe_unused]]
      const int gone = ::daemon(1, 1);
    if (is("forked helpers")) use_helpers();
    if (is("fork") && step.update == options_.at) ::fork();  // and both go on
    if (is("stopped")) ::_exit(75);                          // as a run that was asked to stop
    if (is("backward")) return NoSlope::apply(losses);
    if (is("shape")) return losses.sum();
    if (is("global state")) c10::set_default_dtype(c10::scalarTypeToTypeMeta(c10::kDouble));
    if (is("loss"))
      losses = at::cat({losses.narrow(0, 0, 1) * std::numeric_limits<double>::quiet_NaN(),
                        losses.narrow(0, 1, losses.size(0) - 1)});
    if (is("gradient"))
      losses = losses + (losses * 0.0).sqrt();  // 0, whose derivative is infinity times 0
    return losses;
  }

 private:
  Options options_;
  std::int64_t steps_ = 0;
};

SERHOST_LOSS(Misbehaves, "misbehaves", "cross-entropy that does as it is told");

}  // namespace

SERHOST_PLUGIN();
