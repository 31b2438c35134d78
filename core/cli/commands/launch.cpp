// serhost launch: a run in several processes of this machine.
#include "app/launch.hpp"

#include <atomic>
#include <csignal>
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/command_line.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {
namespace {

constexpr std::int64_t kMostProcesses = 1024;

std::atomic<int> signal_to_pass{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

void remember(int signal) { signal_to_pass = signal; }

/// What asks a run to save and to stop asks all of them.
void pass_signals_on() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGQUIT}) {
    struct sigaction before{}, action{};
    ::sigaction(signal, nullptr, &before);
    if (signal == SIGHUP && before.sa_handler == SIG_IGN) continue;  // nohup
    action.sa_handler = remember;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
  }
}

/// The words of launch itself, and those of what it starts, which also gets the options of every
/// command.
struct Words {
  std::vector<std::string> own, started;
};

Words divided(const std::vector<std::string>& arguments) {
  Words out;
  std::size_t i = 0;
  const auto take = [&](std::vector<std::string>& into, bool with_value) {
    into.push_back(arguments[i++]);
    if (with_value && i < arguments.size()) into.push_back(arguments[i++]);
  };
  while (i < arguments.size() && arguments[i].starts_with("-") && arguments[i] != "--") {
    const auto& word = arguments[i];
    if (word == "--help" || word == "-h") take(out.own, false);
    else if (word == "-n" || word == "--processes") take(out.own, true);
    else if (word.starts_with("-n") || word.starts_with("--processes=")) take(out.own, false);
    else take(out.started, takes_value(word));
  }
  if (i < arguments.size() && arguments[i] == "--") ++i;
  while (i < arguments.size()) take(out.started, false);
  return out;
}

int processes_from(const std::string& text) {
  std::int64_t out = 0;
  if (!read_number(text, out) || out < 1 || out > kMostProcesses)
    throw UsageError("-n is '" + text + "', but must be a whole number from 1 to " +
                     std::to_string(kMostProcesses));
  return static_cast<int>(out);
}

}  // namespace

int launch_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "processes", .help = "how many processes", .value = "N", .letter = 'n'}};
  auto [own, started] = divided(arguments);
  const auto parsed = parse("launch", own, options, 0, 0);
  if (parsed.help) return 0;
  if (!parsed.has("processes"))
    throw UsageError("launch needs -n N, the number of processes. See serhost launch --help");
  if (const auto name = called(started).name; name.empty())
    throw UsageError("launch needs what is to be run: serhost launch -n 2 run EXP.toml");
  else if (name != "run")
    throw UsageError("launch knows run alone, but is given '" + name +
                     "': other commands use one process");
  const int processes = processes_from(parsed.text("processes"));
  pass_signals_on();
  const auto done =
      app::launch({.processes = processes, .arguments = std::move(started), .signal = [] {
                     return signal_to_pass.exchange(0);
                   }});
  if (!done.failed.empty())
    std::cerr << printable_lines(
                     "of " + count_of(static_cast<std::size_t>(processes), "process", "processes") +
                     " " + done.failed)
              << "\n";
  return done.status;
}

}  // namespace serhost::cli
