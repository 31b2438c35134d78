#include "metrics/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "metrics/scores.hpp"

using namespace serhost::metrics;

using Labels = std::vector<std::int64_t>;
using Values = std::vector<double>;

namespace {

/// As a run computes it: through the registry, with the most probable class predicted.
double of_clips(const std::string& name, const Labels& truth, const Values& probabilities,
                std::size_t classes) {
  return metric(name, {.classes = classes,
                       .truth = truth,
                       .predicted = Labels(truth.size(), 0),
                       .probabilities = probabilities});
}

/// With another number of bins than runs have.
double error_of(const Labels& truth, const Values& probabilities, std::size_t classes,
                std::size_t bins) {
  Values gaps(bins, 0.0);
  for (std::size_t i = 0; i < truth.size(); ++i)
    add_calibration_gap(std::span(probabilities).subspan(i * classes, classes), truth[i], gaps);
  return calibration_error(gaps, static_cast<double>(truth.size()));
}

}  // namespace

TEST(CalibrationBin, HasItsUpperBoundAndNotItsLower) {
  EXPECT_EQ(calibration_bin(0.2, 10), 1u);  // (0.1, 0.2]
  EXPECT_EQ(calibration_bin(0.25, 10), 2u);
  EXPECT_EQ(calibration_bin(1.0, 10), 9u);
  EXPECT_EQ(calibration_bin(0.0, 10), 0u);
  for (std::size_t b = 1; b < 15; ++b) {
    const double bound = static_cast<double>(b) / 15.0;
    EXPECT_EQ(calibration_bin(bound), b - 1);
    EXPECT_EQ(calibration_bin(std::nextafter(bound, 1.0)), b);
  }
}

TEST(CalibrationError, OfAWorkedExample) {
  // Two bins. (0.5, 1]: confidences 0.9 right, 0.7 wrong: |0.5 - 0.8| · 2/3. (0, 0.5]: confidence
  // 0.5 right: |1 - 0.5| · 1/3.
  const Values probabilities = {0.9, 0.1, 0.7, 0.3, 0.5, 0.5};
  EXPECT_DOUBLE_EQ(error_of({0, 1, 0}, probabilities, 2, 2), 0.3 * 2 / 3 + 0.5 / 3);
}

TEST(CalibrationError, IsZeroForSureAndRightAndOneForSureAndWrong) {
  EXPECT_EQ(of_clips("ece", Labels{0, 1}, Values{1, 0, 0, 1}, 2), 0.0);
  EXPECT_EQ(of_clips("ece", Labels{1, 0}, Values{1, 0, 0, 1}, 2), 1.0);
}

TEST(CalibrationError, IsUndefinedWithoutClipsAndForNan) {
  EXPECT_TRUE(std::isnan(of_clips("ece", Labels{}, Values{}, 2)));
  EXPECT_TRUE(std::isnan(of_clips("ece", Labels{0}, Values{0.5, std::nan("")}, 2)));
}

TEST(BrierScore, OfAWorkedExample) {
  // ((0.7 - 1)² + 0.2² + 0.1²) = 0.14 and (0.1² + (0.3 - 1)² + 0.6²) = 0.86.
  EXPECT_DOUBLE_EQ(of_clips("brier", Labels{0, 1}, Values{0.7, 0.2, 0.1, 0.1, 0.3, 0.6}, 3),
                   (0.14 + 0.86) / 2);
}

TEST(BrierScore, ReachesFromZeroToTwo) {
  EXPECT_EQ(of_clips("brier", Labels{0}, Values{1, 0}, 2), 0.0);
  EXPECT_EQ(of_clips("brier", Labels{1}, Values{1, 0}, 2), 2.0);
  EXPECT_DOUBLE_EQ(of_clips("brier", Labels{1}, Values{0.25, 0.25, 0.25, 0.25}, 4),
                   0.75);  // (1 - 1/4)² + 3 (1/4)²
}

TEST(Calibration, RefusesProbabilitiesOfAnotherShape) {
  EXPECT_THROW(of_clips("brier", {0, 1}, {0.5, 0.5}, 2), std::logic_error);
  EXPECT_THROW(of_clips("ece", {2}, {0.5, 0.5}, 2), std::logic_error);
  Values gaps(2, 0.0);
  EXPECT_THROW(add_calibration_gap(Values{0.5, 0.5}, 2, gaps), std::logic_error);
}
