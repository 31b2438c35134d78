// Values as TOML text that reads back to the same value.
#pragma once

#include <filesystem>
#include <serhost/values.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::config {

/// A basic string; "${" is written "$${", so that it is not expanded when it is read.
std::string toml_string(std::string_view text);

/// Bare where TOML allows it, else quoted.
std::string toml_key(std::string_view key);

/// Always with a point or an exponent, so that it reads back as a real.
std::string toml_real(double value);

std::string toml_list(const std::vector<std::int64_t>& items);
std::string toml_list(const std::vector<double>& items);
std::string toml_list(const std::vector<std::string>& items);

/// { a = 1.0, b = 2.0 }
std::string toml_table(const std::map<std::string, double>& items);
std::string toml_table(const std::map<std::string, std::string>& items);
/// { a = [1.0, 5.0] }
std::string toml_table(const std::map<std::string, std::pair<double, double>>& items);

/// Any value but nested parts and one that was left out, which have no text of their own ("").
std::string toml_value(const Value& value);

}  // namespace serhost::config
