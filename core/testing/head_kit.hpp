// The checks that hold for every head.
#pragma once

#include <functional>
#include <memory>
#include <serhost/head.hpp>
#include <vector>

#include "testing/finding.hpp"

namespace serhost::conformance {

struct HeadCase {
  /// With the same initial weights each time. Throws where the head cannot work with the needs.
  std::function<std::shared_ptr<Head>(const HeadSpec&)> make;
  std::function<std::int64_t(std::int64_t width)> embedding_width;
};

/// Tried with losses that want outputs, an embedding, or both; where the head takes none of them,
/// throws what making it for both throws.
std::vector<Check> checks_of(const HeadCase& one);

}  // namespace serhost::conformance
