// Decodes everything once and says what is wrong.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/manifest.hpp"

namespace serhost::data {

/// A sentence for each clip that cannot be decoded, in the order of the clips; empty: all can. `progress(done, total)` is
/// called from one thread at a time.
std::vector<std::string> verify(const Manifest& manifest, const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace serhost::data
