// Sums over clips and the metrics that follow from them.
#include "metrics/tally.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "metrics/calibration.hpp"
#include "metrics/classification.hpp"

namespace serhost::metrics {
namespace {

constexpr std::size_t kClips = 0, kJudged = 1, kDistance = 2, kGaps = 3,
                      kCounts = kGaps + kCalibrationBins;

}  // namespace

Tally::Tally(std::size_t classes) : classes_(classes), sums_(kCounts + classes * classes, 0.0) {}

void Tally::add(std::int64_t truth, std::int64_t predicted, std::span<const double> probabilities) {
  const auto classes = static_cast<std::int64_t>(classes_);
  SERHOST_CHECK(truth >= 0 && truth < classes && predicted >= 0 && predicted < classes);
  sums_[kClips] += 1.0;
  sums_[kCounts + static_cast<std::size_t>(truth * classes + predicted)] += 1.0;
  if (probabilities.empty()) return;
  SERHOST_CHECK(probabilities.size() == classes_);
  sums_[kJudged] += 1.0;
  sums_[kDistance] += squared_distance(probabilities, truth);
  if (std::any_of(probabilities.begin(), probabilities.end(),
                  [](double p) { return std::isnan(p); })) {
    sums_[kGaps] = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  const auto best = std::max_element(probabilities.begin(), probabilities.end());
  sums_[kGaps + calibration_bin(*best)] +=
      (best - probabilities.begin() == truth ? 1.0 : 0.0) - *best;
}

void Tally::add(const Tally& other, double times) {
  SERHOST_CHECK(classes_ == other.classes_);
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += times * other.sums_[i];
}

Confusion Tally::confusion() const {
  Confusion out(classes_);
  for (std::size_t i = 0; i < classes_; ++i) {
    for (std::size_t j = 0; j < classes_; ++j) {
      out.add(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j),
              static_cast<std::int64_t>(sums_[kCounts + i * classes_ + j]));
    }
  }
  return out;
}

std::map<std::string, double> Tally::metrics() const {
  const auto counts = confusion();
  // A few clips without probabilities would make the others look like all, hence none rather than
  // some.
  double ece = std::numeric_limits<double>::quiet_NaN(), brier = ece;
  if (sums_[kClips] > 0.0 && sums_[kJudged] == sums_[kClips]) {
    ece = 0.0;
    for (std::size_t b = 0; b < kCalibrationBins; ++b) ece += std::abs(sums_[kGaps + b]);
    ece /= sums_[kClips];
    brier = sums_[kDistance] / sums_[kClips];
  }
  return {{"wa", weighted_accuracy(counts)},
          {"ua", unweighted_accuracy(counts)},
          {"wf1", weighted_f1(counts)},
          {"macro_f1", macro_f1(counts)},
          {"micro_f1", micro_f1(counts)},
          {"ece", ece},
          {"brier", brier}};
}

}  // namespace serhost::metrics
