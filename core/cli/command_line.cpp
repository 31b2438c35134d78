// The name is the first word that is neither an option nor the value of one; --help and --version
// are words.
#include "cli/command_line.hpp"

#include <cstddef>
#include <utility>

namespace serhost::cli {
namespace {

/// Options that are commands of their own before any other.
bool is_word(const std::string& option) {
  return option == "--help" || option == "-h" || option == "--version";
}

bool is_experiment(const std::string& word) { return word.size() > 5 && word.ends_with(".toml"); }

}  // namespace

bool takes_value(const std::string& option) {
  return option == "--plugin-path" || option == "--threads" || option == "--log";
}

Called called(std::vector<std::string> arguments) {
  std::size_t at = 0;
  while (at < arguments.size() && arguments[at].starts_with("-") && !is_word(arguments[at]))
    at += takes_value(arguments[at]) ? 2 : 1;
  if (at >= arguments.size()) return {"", std::move(arguments)};
  auto name = arguments[at];
  if (is_experiment(name)) return {"run", std::move(arguments)};
  arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(at));
  return {std::move(name), std::move(arguments)};
}

}  // namespace serhost::cli
