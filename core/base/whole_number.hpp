// Reads integers from foreign JSON. The JSON library's own conversion takes 1.5 for 1 and -1 for
// the largest count, and what it makes of 1e300 is undefined.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace serhost {

/// Throws std::invalid_argument where `value`, a JSON value, is no whole number that a T holds.
template <class T, class Json>
T whole_number(const Json& value) {
  const bool fits =
      value.is_number_unsigned()
          ? std::in_range<T>(value.template get<std::uint64_t>())
          : value.is_number_integer() && std::in_range<T>(value.template get<std::int64_t>());
  if (!fits)
    throw std::invalid_argument(std::string("found a ") + value.type_name() +
                                " that is no whole number in range");
  return value.template get<T>();
}

}  // namespace serhost
