// Numbers are read without regard to the locale.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <serhost/readers/fields.hpp>

namespace serhost::readers {

std::optional<double> number_of(const std::string& text) {
  double value = 0.0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = fault == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::string> Fields::text(const std::string& name) {
  auto node = row_.fields.extract(name);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

template <class T>
std::optional<T> Fields::number(const std::string& name, std::string given, T lowest) {
  if (std::is_floating_point_v<T> && decimal_comma_ && given.find('.') == std::string::npos)
    std::replace(given.begin(), given.end(), ',', '.');
  T value{};
  const auto [end, fault] = std::from_chars(given.data(), given.data() + given.size(), value);
  const bool whole = std::is_integral_v<T>;
  if (fault == std::errc() && end == given.data() + given.size() &&
      std::isfinite(static_cast<double>(value)) && value >= lowest)
    return value;
  wrong(name + " is '" + given + "'; expected a " + (whole ? "whole " : "") + "number" +
        (lowest == T{} ? " from 0" : ""));
  return std::nullopt;
}

std::optional<double> Fields::real(const std::string& name, double lowest) {
  auto given = text(name);
  return given ? number<double>(name, std::move(*given), lowest) : std::nullopt;
}

std::optional<std::int64_t> Fields::integer(const std::string& name) {
  auto given = text(name);
  return given ? number<std::int64_t>(name, std::move(*given), 0) : std::nullopt;
}

void Fields::section(Utterance& one, const std::string& start, const std::string& end) {
  one.start = real(start, 0.0);
  one.end = real(end, 0.0);
  if (one.end && *one.end <= one.start.value_or(0.0)) wrong(end + " is not after " + start);
}

void Fields::vote(Utterance& one, const std::string& label, const std::string& count) {
  if (const auto votes = number<double>("vote_" + label, count, 0.0)) one.votes[label] = *votes;
}

}  // namespace serhost::readers
