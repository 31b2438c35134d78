// The program: dispatch to a command, and the one place where errors become messages and exit
// statuses.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "app/packs.hpp"
#include "app/version.hpp"
#include "base/error.hpp"
#include "base/memory_fault.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/exit_watch.hpp"
#include "cli/hints.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"
#include "cli/shown_streams.hpp"
#include "cli/terminal.hpp"
#include "cli/waiting.hpp"
#include "host/discovery.hpp"
#include "host/guard.hpp"
#include "host/registry.hpp"
#include "state/watch.hpp"
#include "train/run.hpp"

namespace serhost::cli {
namespace {

void print_help() {
  write_out(
      "usage: serhost COMMAND [ARGUMENT ...]\n       serhost EXP.toml [OPTION ...]     "
      "the same as serhost run EXP.toml\n\n"
      "Trains and evaluates speech emotion recognition experiments.\n\ncommands:\n");
  for (const auto& command : commands()) print("  {:<12}{}\n", command.name, command.summary);
  write_out(
      "\n  --help, --version [--json]\n\n`serhost COMMAND --help` shows the options of a "
      "command.\n\nexample: serhost run experiments/quickstart.toml\n");
}

void print_version(bool json) {
  if (!json) return print("serhost {}\n", app::version());
  nlohmann::ordered_json out;
  for (const auto& [key, value] : app::version_facts()) out[key] = value;
  print_json(out);
}

int dispatch(const std::vector<std::string>& arguments) {
  auto line = called(arguments);
  if (arguments.empty() || line.name == "--help" || line.name == "-h" || line.name == "help") {
    print_help();
    return arguments.empty() ? static_cast<int>(Exit::usage) : 0;
  }
  if (line.name == "--version") {
    print_version(!line.arguments.empty() && line.arguments.back() == "--json");
    return 0;
  }
  if (line.name.empty()) throw UsageError("no command was given. See serhost --help");
  const auto* command = find_command(line.name);
  if (command == nullptr) {
    std::vector<std::string> known;
    for (const auto& each : commands()) known.emplace_back(each.name);
    throw UsageError("no command '" + line.name + "'." + suggestion(line.name, known) +
                     " See serhost --help");
  }
  return command->run(std::move(line.arguments));
}

/// Training waits for its threads; whatever only reads and prints does not.
void wait_without_spinning_in_training(int argc, char** argv) {
  const auto* command = find_command(called({argv + 1, argv + argc}).name);
  if (command != nullptr && command->trains) wait_without_spinning(argv);
}

int tell(const std::string& message, Exit exit) {
  std::cerr << printable_lines(message) << "\n";
  return static_cast<int>(exit);
}

bool is_want_of_threads(const std::exception& error) {
  const auto* const of_system = dynamic_cast<const std::system_error*>(&error);
  return of_system != nullptr && of_system->code() == std::errc::resource_unavailable_try_again;
}

/// The one place where errors become messages and exit statuses.
int status_of(const std::vector<std::string>& arguments) {
  try {
    const int status = dispatch(arguments);
    flush_out();
    return status;
  } catch (const app::RemediableError& error) {
    return tell(error.what() + hint_of(error), error.exit());
  } catch (const Error& error) {
    return tell(error.what(), error.exit());
  } catch (const std::filesystem::filesystem_error& error) {
    return tell(error.what(), Exit::io);
  } catch (const std::bad_alloc& error) {
    return tell(out_of_memory(error.what()), Exit::failed);
  } catch (const std::exception& error) {
    if (means_out_of_memory(error.what())) return tell(out_of_memory(error.what()), Exit::failed);
    if (is_want_of_threads(error))
      return tell(std::string("no thread could be started: ") + error.what() +
                      "; too little memory or too few processes are allowed (ulimit -v, ulimit -u)",
                  Exit::unavailable);
    std::cerr << "internal error: " << printable_lines(error.what())
              << "\nplease report this, with the command and the output of serhost doctor\n";
  } catch (...) {
    std::cerr << "internal error of unknown type\nplease report this, with the command and the "
                 "output of serhost doctor\n";
  }
  return static_cast<int>(Exit::internal);
}

}  // namespace
}  // namespace serhost::cli

int main(int argc, char** argv) {
  using namespace serhost;
  if (argc > 1 && std::string_view(argv[1]) == "probe") return host::probe_main(argc, argv);
  cli::take_passphrase();
  cli::wait_without_spinning_in_training(argc, argv);
  cli::show_what_is_written();
  std::signal(SIGXFSZ, SIG_IGN);  // the write then fails, and its file is named
  host::install_fault_reporter();
  cli::watch_exits();
  train::tune_allocator();
  state::watch_calls();
  host::set_folder_judge(app::reason_against_folder);
  const int status = cli::status_of({argv + 1, argv + argc});
  cli::exits_are_own();
  // Nothing is left to be done, and libraries' threads may still run: destructors of what they use
  // would end some of them with a signal.
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
  host::leave_at_once(status);
}
