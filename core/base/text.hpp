// Text helpers: nearest names for "did you mean", joining, numbers that read back, CSV fields.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace serhost {

/// Levenshtein distance in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `known` to `name`, in any case, or "" where none is near enough to be meant:
/// within a third of its length, or else one that begins alike. Long names and lists are cut short.
std::string nearest(std::string_view name, std::span<const std::string> known);

/// " Did you mean 'x'?" or "", then " Known: a, b." where there are under 20. Begins with a blank,
/// or is empty.
std::string suggestion(std::string_view name, std::span<const std::string> known);

std::string join(std::span<const std::string> parts, std::string_view between);
std::vector<std::string> split(std::string_view text, char at);
std::string_view trim(std::string_view text);
std::string lower(std::string_view text);

/// The number at the beginning of `text`, as std::stod reads it, and how many characters it takes:
/// 0 where there is none.
double leading_number(const std::string& text, std::size_t& used);

/// The whole text as a number; false if it is none, or one with anything before or behind it.
bool read_number(std::string_view text, double& value);
bool read_number(std::string_view text, std::int64_t& value);

/// The shortest decimal that reads back to the same double; "nan", "inf", "-inf" for those.
std::string exact(double value);

/// A field of a CSV line, quoted where it must be (RFC 4180).
std::string csv_field(std::string_view text);

/// One line of CSV without its end. An opening quote that never closes ends with the text.
std::vector<std::string> csv_split(std::string_view line);

/// "1 clip", "2 clips".
std::string count_of(std::size_t n, std::string_view singular, std::string_view plural = "");

}  // namespace serhost
