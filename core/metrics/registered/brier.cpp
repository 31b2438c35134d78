// Its own sum: the squared distances between probabilities and the one-hot truth.
#include "metrics/calibration.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(brier) {
  using namespace serhost::metrics;
  return {.name = "brier",
          .title = "Brier",
          .meaning = "Brier score: squared distance of the probabilities from the truth, 0 to 2",
          .order = 70,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"classification", "soft"},
          .lowest = 0.0,
          .highest = 2.0,
          .of_probabilities = true,
          .sums = [](std::size_t) { return std::size_t{1}; },
          .add =
              [](const Clip& clip, std::span<double> sum) {
                sum[0] += squared_distance(clip.probabilities, clip.truth);
              },
          .value = [](const Sums& sums) { return sums.own[0] / sums.clips; }};
}
