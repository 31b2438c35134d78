// A small share of a corpus to learn from, tested on what it would have been tested on anyway.
#pragma once

#include <cstdint>

#include "data/protocol/folds.hpp"

namespace serhost::data {

/// Leaves `fraction` (Corpus::fraction) of each corpus' clips in the training part of every fold,
/// of every class as many, but one at least. Which ones is decided by `seed` and their keys, so
/// that a smaller fraction is a part of a larger one, in every fold. Validation and test stay as
/// they are.
void keep_fraction(const Manifest& manifest, std::uint64_t seed, Folds& folds);

}  // namespace serhost::data
