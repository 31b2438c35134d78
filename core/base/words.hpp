// How messages count and suggest: the first of many faults, digits that people read, names that are
// near.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace serhost {

/// So many faults are told; those behind them are counted.
inline constexpr std::size_t kMostFaults = 50;

/// " Did you mean 'x'?", or the known names where none is near, or "".
std::string hint(std::string_view name, std::span<const std::string> known);

/// "49,950".
std::string grouped(std::size_t n);

/// As `exact` of base/text, but whole numbers in digits: "1000000", where exact says "1e+06".
std::string in_digits(double value);

}  // namespace serhost
