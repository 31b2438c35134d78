// Command lines: the options of one command plus those that every command takes, with errors that
// suggest.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace serhost::cli {

/// An option of a command.
struct Option {
  const char* name;                ///< "out" for --out
  std::string help;                ///< one line
  const char* value = nullptr;     ///< what help puts for its value, "DIR"; null: it takes none
  char letter = 0;                 ///< 's' for -s
  bool repeatable = false;         ///< it may be given several times
  const char* fallback = nullptr;  ///< its value if it is not given
};

using Options = std::vector<Option>;

struct Parsed {
  std::map<std::string, std::vector<std::string>> values;  ///< by option; empty for one without
  Globals globals;
  std::vector<std::string> positional;
  bool help = false;  ///< the help has been printed; the command ends with 0

  /// It was given, or has a fallback.
  bool has(const std::string& name) const { return values.contains(name); }
  std::string text(const std::string& name) const { return values.at(name).front(); }
  std::optional<std::string> find(const std::string& name) const;
  std::optional<std::filesystem::path> path(const std::string& name) const;
  std::vector<std::string> texts(const std::string& name) const;
  std::vector<std::string> overrides() const;  ///< --set, and --device as one more
};

/// Parses what follows the command's name. `least` and `most` bound the positional arguments.
/// Throws UsageError; prints the command's help on --help.
Parsed parse(const std::string& command, const std::vector<std::string>& arguments,
             const Options& options, std::size_t least, std::size_t most);

/// The options that a command takes, those of every command among them. The command is not run.
Options options_of(const Command& command);

}  // namespace serhost::cli
