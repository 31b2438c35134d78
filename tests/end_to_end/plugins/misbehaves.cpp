// A loss that trains well until it is told to misbehave: what the host makes of a plugin, and of a
// world, that goes wrong during a run. Nothing but "detached" happens in the trial that precedes
// training, which logs nothing.
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <c10/core/DefaultDtype.h>
#include <sys/syscall.h>
#include <torch/csrc/autograd/custom_function.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <serhost/loss.hpp>
#include <stdexcept>
#include <thread>

namespace {

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

class Misbehaves final : public serhost::Loss {
 public:
  struct Options {
    std::string fault;
    std::int64_t at = 0, stop_at = -1;
    std::string file, other;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("fault", &Options::fault)
        .one_of({"throw", "crash", "shape", "loss", "gradient", "remove", "replace", "exit",
                 "_exit", "quick_exit", "syscall", "instruction", "thread", "stopped", "detached",
                 "global state", "backward"});
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
    static int made = 0;
    if (++made != 2) return;
    if (options.fault == "remove") std::filesystem::remove(options.file);
    if (options.fault == "replace")
      std::filesystem::copy_file(options.other, options.file,
                                 std::filesystem::copy_options::overwrite_existing);
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    auto losses = -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
    if (step.training && options_.fault == "detached") return losses.detach();
    if (!step.training || !step.sink) return losses;
    if (step.update == options_.stop_at) std::raise(SIGTERM);
    if (step.update < options_.at) return losses;
    const auto is = [&](const char* fault) { return options_.fault == fault; };
    if (is("throw")) throw std::runtime_error("the table of costs is empty");
    if (is("crash")) std::raise(SIGSEGV);
    if (is("exit")) std::exit(0);
    if (is("_exit")) ::_exit(0);
    if (is("quick_exit")) std::quick_exit(0);
    if (is("syscall")) ::syscall(SYS_exit_group, 0);
    if (is("instruction")) end_by_instruction();
    if (is("thread")) std::thread([] { ::_exit(0); }).join();
    if (is("stopped")) ::_exit(75);  // as a run that was asked to stop
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
};

SERHOST_LOSS(Misbehaves, "misbehaves", "cross-entropy that does as it is told");

}  // namespace

SERHOST_PLUGIN();
