// How far probabilities can be believed.
#pragma once

#include <cstdint>
#include <span>

namespace serhost::metrics {

/// Expected calibration error: 15 equal-width bins (lower bound exclusive) of the largest probability, mean absolute gap between accuracy and
/// confidence, weighted by clips (Guo et al. 2017). `probabilities` is [n, classes] row by row.
double expected_calibration_error(std::span<const std::int64_t> truth, std::span<const double> probabilities,
                                  std::size_t classes, std::size_t bins = 15);

/// Brier score: mean over clips of the squared distance between probabilities and the one-hot truth (0 to 2).
double brier_score(std::span<const std::int64_t> truth, std::span<const double> probabilities, std::size_t classes);

}  // namespace serhost::metrics
