#include "cli/option_values.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::cli {

Option override_option(const std::string& what) {
  return {.name = "set",
          .help = "override one key of " + what + " (repeatable)",
          .value = "KEY=VALUE",
          .letter = 's',
          .repeatable = true};
}

std::string choice(const Parsed& parsed, const char* option,
                   const std::vector<std::string>& choices) {
  const auto value = parsed.text(option);
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return value;
  throw UsageError("--" + std::string(option) + " is '" + value + "', but must be one of " +
                   join(choices, ", ") + "." + suggestion(value, choices));
}

std::optional<std::int64_t> member_number(const Parsed& parsed, const char* option) {
  if (!parsed.has(option)) return std::nullopt;
  std::int64_t value = 0;
  if (read_number(parsed.text(option), value)) return value;
  throw UsageError("--" + std::string(option) + " is '" + parsed.text(option) +
                   "', but must be a whole number");
}

}  // namespace serhost::cli
