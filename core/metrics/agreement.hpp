// How well predictions of a rated dimension agree with its ratings: moments of all pairs at once,
// for none of these metrics is a mean over parts of a test set.
#pragma once

#include <span>

#include "metrics/definitions.hpp"

namespace serhost::metrics {

/// A clip's rating, what was predicted, and how often the clip counts (above 0).
struct RatedPair {
  double truth = 0.0, predicted = 0.0, times = 1.0;
};

/// NaN where undefined: everything of no pairs; CCC where both are the same constant; Pearson's r
/// where one of them is constant.
struct Agreement {
  double ccc = kNone;      ///< Lin's concordance, biased moments (concordance.hpp)
  double pearson = kNone;  ///< the correlation alone: blind to level and scale
  double mae = kNone;      ///< mean |predicted - truth|, in the unit of the ratings
  double rmse = kNone;     ///< root of the mean (predicted - truth)^2
};

Agreement agreement(std::span<const RatedPair> pairs);

}  // namespace serhost::metrics
