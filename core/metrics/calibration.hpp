// How far probabilities can be believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace serhost::metrics {

inline constexpr std::size_t kCalibrationBins = 15;

/// Expected calibration error: equal-width bins (lower bound exclusive) of the largest probability,
/// mean absolute gap between accuracy and confidence, weighted by clips (Guo et al. 2017).
/// `probabilities` is [n, classes] row by row. NaN without clips or with a NaN among the
/// probabilities. The guess is the first class with the largest probability.
double expected_calibration_error(std::span<const std::int64_t> truth,
                                  std::span<const double> probabilities, std::size_t classes,
                                  std::size_t bins = kCalibrationBins);

/// Brier score: mean over clips of the squared distance between probabilities and the one-hot truth
/// (0 to 2). NaN without clips.
double brier_score(std::span<const std::int64_t> truth, std::span<const double> probabilities,
                   std::size_t classes);

/// The bin of a confidence: b with b / bins < confidence <= (b + 1) / bins. 0 for what is not above
/// 0.
std::size_t calibration_bin(double confidence, std::size_t bins = kCalibrationBins);

/// Squared distance between one clip's probabilities and the one-hot truth.
double squared_distance(std::span<const double> probabilities, std::int64_t truth);

}  // namespace serhost::metrics
