// Calibration of probabilities: ECE and Brier score.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace serhost::metrics {

inline constexpr std::size_t kCalibrationBins = 15;

/// Expected calibration error (Guo et al. 2017): equal-width bins (lower bound exclusive) of the
/// largest probability, mean absolute gap between accuracy and confidence, weighted by clips.
///
/// Adds a clip to the gaps, one a bin: right (1 or 0) minus confidence. The guess is the first
/// class with the largest probability; a NaN among the probabilities makes the error NaN. Throws
/// std::logic_error for a label outside the classes.
void add_calibration_gap(std::span<const double> probabilities, std::int64_t truth,
                         std::span<double> gaps);
/// The error of `clips` clips from their gaps.
double calibration_error(std::span<const double> gaps, double clips);

/// The bin of a confidence: b with b / bins < confidence <= (b + 1) / bins. 0 for what is not above
/// 0.
std::size_t calibration_bin(double confidence, std::size_t bins = kCalibrationBins);

/// Squared distance between one clip's probabilities and the one-hot truth: its Brier score, 0
/// to 2.
double squared_distance(std::span<const double> probabilities, std::int64_t truth);

}  // namespace serhost::metrics
