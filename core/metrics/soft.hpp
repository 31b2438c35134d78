// A predicted distribution against that of the annotators. Definitions with examples:
// docs/metrics.md.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace serhost::metrics {

using Distribution = std::span<const double>;  ///< [C], sums to 1

/// Kullback-Leibler divergence of `predicted` from `truth`, in nats: sum q log(q / p), 0 where q is
/// 0. Probabilities below 1e-300 count as that, so that one certainty does not decide all.
double kl_divergence(Distribution truth, Distribution predicted);

/// Jensen-Shannon divergence in nats, 0 to log 2: the mean divergence of both from their middle.
double js_divergence(Distribution truth, Distribution predicted);

/// Half of the sum of |q - p|, 0 to 1.
double total_variation(Distribution truth, Distribution predicted);

/// Cosine of the angle between both, 0 to 1.
double cosine_similarity(Distribution truth, Distribution predicted);

/// Sum of (q - p)^2, 0 to 2.
double squared_distance(Distribution truth, Distribution predicted);

/// The first of the classes with the largest probability.
std::size_t most_probable(Distribution distribution);

/// All classes that have the largest share; several in a tie, none where shares are NaN.
std::vector<std::size_t> largest(Distribution distribution);

}  // namespace serhost::metrics
