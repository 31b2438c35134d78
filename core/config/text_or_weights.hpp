// A key that is either one of a few texts or a table of numbers: `class_weights = "balanced"`, or
// `{ anger = 2.0 }`. It is declared as a table of numbers with `one_of`: the texts that may stand
// in its place.
#pragma once

#include <map>
#include <serhost/schema.hpp>
#include <string>
#include <variant>

namespace serhost {
namespace config {

using TextOrWeights = std::variant<std::string, std::map<std::string, double>>;

}  // namespace config

namespace detail {
template <>
struct ParamTraits<config::TextOrWeights> {
  static constexpr ParamType type = ParamType::weights;
  static constexpr bool optional = false;
  static Value to_value(const config::TextOrWeights& member) {
    return std::visit([](const auto& held) { return Value(held); }, member);
  }
  static void assign(config::TextOrWeights& member, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) member = *text;
    else member = std::get<std::map<std::string, double>>(value);
  }
};
}  // namespace detail
}  // namespace serhost
