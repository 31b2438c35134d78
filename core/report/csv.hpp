// Reading CSV files whose last line may be torn by an interruption.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::report {

/// The records of a CSV text without their line ends; a quoted field may hold line ends. What
/// follows the last line end was not written completely and is left out.
std::vector<std::string_view> csv_records(std::string_view text);

/// A line with its end from fields, each made valid UTF-8 and quoted where it must be.
std::string csv_line(const std::vector<std::string>& fields);

/// A field as a number; false where it is none or more than one.
bool read_number(std::string_view field, double& value);
bool read_number(std::string_view field, std::int64_t& value);

}  // namespace serhost::report
