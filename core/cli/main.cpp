// The program: dispatch to a command, and the one place where errors become messages and exit
// statuses.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/version.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "cli/waiting.hpp"
#include "host/guard.hpp"
#include "host/registry.hpp"
#include "train/run.hpp"

namespace serhost::cli {
namespace {

bool names_an_experiment(const std::string& text) {
  return text.size() > 5 && text.ends_with(".toml");
}

void print_help() {
  std::cout << "usage: serhost COMMAND [ARGUMENT ...]\n       serhost EXP.toml [OPTION ...]     "
               "the same as serhost run EXP.toml\n\n"
               "Trains and evaluates speech emotion recognition experiments.\n\ncommands:\n";
  for (const auto& command : commands()) {
    std::string name = command.name;
    name.resize(12, ' ');
    std::cout << "  " << name << command.summary << "\n";
  }
  std::cout << "\n  --help, --version [--json]\n\n`serhost COMMAND --help` says more.\n\nexample: "
               "serhost run experiments/quickstart.toml\n";
}

void print_version(bool json) {
  if (!json) {
    std::cout << "serhost " << app::version() << "\n";
    return;
  }
  nlohmann::ordered_json out;
  for (const auto& [key, value] : app::version_facts()) out[key] = value;
  print_json(out);
}

int dispatch(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" ||
      arguments[0] == "help") {
    print_help();
    return arguments.empty() ? static_cast<int>(Exit::usage) : 0;
  }
  if (arguments[0] == "--version") {
    print_version(arguments.size() > 1 && arguments[1] == "--json");
    return 0;
  }
  // Global options may stand before the command.
  std::size_t at = 0;
  while (at < arguments.size() && arguments[at].starts_with("-")) {
    const auto& option = arguments[at];
    if (option == "--help" || option == "-h" || option == "--version")
      return dispatch({arguments.begin() + static_cast<std::ptrdiff_t>(at), arguments.end()});
    const bool takes_value =
        option == "--plugin-path" || option == "--threads" || option == "--log";
    at += takes_value ? 2 : 1;
  }
  if (at >= arguments.size()) throw UsageError("no command was given. See serhost --help");
  const auto name = arguments[at];
  if (names_an_experiment(name)) return run_command(arguments);
  const auto* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string> known;
    for (const auto& each : commands()) known.emplace_back(each.name);
    throw UsageError("no command '" + name + "'." + suggestion(name, known) +
                     " See serhost --help");
  }
  arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(at));
  return command->run(std::move(arguments));
}

}  // namespace
}  // namespace serhost::cli

int main(int argc, char** argv) {
  using serhost::Exit;
  if (argc > 1 && std::string_view(argv[1]) == "probe")
    return serhost::host::probe_main(argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "run" || std::string_view(argv[i]) == "reproduce" ||
        std::string_view(argv[i]) == "test-plugin" || serhost::cli::names_an_experiment(argv[i])) {
      serhost::cli::wait_without_spinning(argv);
      break;
    }
  }
  serhost::host::install_fault_reporter();
  serhost::train::tune_allocator();
  try {
    const int status = serhost::cli::dispatch({argv + 1, argv + argc});
    std::cout.flush();
    if (!std::cout || std::fflush(stdout) != 0)
      throw serhost::Error(Exit::io, "standard output cannot be written");
    return status;
  } catch (const serhost::Error& error) {
    std::cerr << serhost::cli::printable_lines(error.what()) << "\n";
    return static_cast<int>(error.exit());
  } catch (const std::filesystem::filesystem_error& error) {
    std::cerr << serhost::cli::printable_lines(error.what()) << "\n";
    return static_cast<int>(Exit::io);
  } catch (const std::exception& error) {
    std::cerr << "internal error: " << serhost::cli::printable_lines(error.what())
              << "\nplease report this, with the command and the output of serhost doctor\n";
  } catch (...) {
    std::cerr << "internal error of an unknown kind\nplease report this, with the command and the "
                 "output of serhost doctor\n";
  }
  return static_cast<int>(Exit::internal);
}
