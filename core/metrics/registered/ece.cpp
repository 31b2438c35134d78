// Its own sums: the gap between right clips and confidence, of each bin.
#include "metrics/calibration.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(ece) {
  using namespace serhost::metrics;
  return {.name = "ece",
          .title = "ECE",
          .meaning = "expected calibration error of 15 bins",
          .order = 60,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"classification", "soft"},
          .lowest = 0.0,
          .highest = 1.0,
          .of_probabilities = true,
          .sums = [](std::size_t) { return kCalibrationBins; },
          .add =
              [](const Clip& clip, std::span<double> gaps) {
                add_calibration_gap(clip.probabilities, clip.truth, gaps);
              },
          .value = [](const Sums& sums) { return calibration_error(sums.own, sums.clips); }};
}
