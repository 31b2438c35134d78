// Reads the values of options that several commands share. What fits none throws UsageError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace serhost::cli {

/// -s KEY=VALUE, of a command that reads an experiment; `what` has the keys.
Option override_option(const std::string& what = "the experiment");

/// The value of an option that must be one of a few.
std::string choice(const Parsed& parsed, const char* option,
                   const std::vector<std::string>& choices);

/// The whole number of --fold or --seed; absent where the option is not given.
std::optional<std::int64_t> member_number(const Parsed& parsed, const char* option);

}  // namespace serhost::cli
