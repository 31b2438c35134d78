// Settings that may be absent.
#pragma once

#include <optional>

namespace serhost::nn {

/// `into` stays as it is where nothing is given.
template <class T>
void take(T& into, const std::optional<T>& given) {
  if (given) into = *given;
}

}  // namespace serhost::nn
