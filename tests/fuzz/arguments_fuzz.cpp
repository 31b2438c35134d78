// A command line, its arguments on a line each: parsed as those of `serhost run`, its -s options
// made a tree.
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "config/overrides.hpp"
#include "fuzz/input.hpp"

namespace serhost::cli {
const Command* find_command(const std::string&) {
  return nullptr;
}  // the table of commands needs all of them
}  // namespace serhost::cli

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = std::cout.rdbuf(nullptr) != nullptr;  // the help
  (void)quiet;
  const auto text = serhost::fuzz::text(data, size);
  if (text.find("--log") != std::string_view::npos) return 0;  // would create files
  const serhost::cli::Options options = {
      {.name = "set", .help = "", .value = "KEY=VALUE", .letter = 's', .repeatable = true},
      {.name = "out", .help = "", .value = "DIR"},
      {.name = "resume", .help = ""},
      {.name = "device", .help = "", .value = "D"},
      {.name = "max-time", .help = "", .value = "T"}};
  try {
    const auto parsed = serhost::cli::parse("run", serhost::split(text, '\n'), options, 1, 3);
    serhost::fuzz::require(parsed.help ||
                           (parsed.positional.size() >= 1 && parsed.positional.size() <= 3));
    serhost::config::Findings findings;
    serhost::config::overrides_tree(parsed.overrides(), findings);
  } catch (const serhost::UsageError&) {}
  return 0;
}
