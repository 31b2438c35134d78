// Command lines: the options of one command plus those that every command takes, with errors that
// suggest.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace serhost::cli {

namespace po = boost::program_options;

struct Parsed {
  po::variables_map values;
  Globals globals;
  std::vector<std::string> positional;
  bool help = false;  ///< the help has been printed; the command ends with 0

  bool has(const char* name) const { return values.count(name) > 0; }
  std::string text(const char* name) const { return values[name].as<std::string>(); }
  std::vector<std::string> texts(const char* name) const;
  std::vector<std::string> overrides() const;  ///< -s, and --device as one more
};

/// Parses what follows the command's name. `least` and `most` bound the positional arguments.
/// Throws UsageError; prints the command's help on --help.
Parsed parse(const std::string& command, const std::vector<std::string>& arguments,
             const po::options_description& options, std::size_t least, std::size_t most);

}  // namespace serhost::cli
