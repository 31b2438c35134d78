// A record whose parts say different things: one of them was altered, and it is no result.
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::run {

/// Throws DataError (damaged): `files` ("run.json and folds.csv") of `folder` contradict each other
/// in `where`: `what`.
[[noreturn]] inline void contradiction(const std::filesystem::path& folder,
                                       const std::string& files, const std::string& where,
                                       const std::string& what) {
  throw DataError(folder.string() + ": " + files + " contradict each other in " + where + ": " +
                  what +
                  "; one of them was altered after the run. Restore it, or run the "
                  "experiment again");
}

/// Whether a recorded number is the one that was computed anew. Sums are made in the same order, so
/// that the room is for other processors alone. NaN: not recorded, or undefined.
inline bool same_number(double recorded, double computed) {
  if (std::isnan(recorded)) return true;
  return std::abs(recorded - computed) <= 1e-9 * std::max(1.0, std::abs(recorded));
}

}  // namespace serhost::run
