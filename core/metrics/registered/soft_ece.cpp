// Accuracy is the share of annotators who agree. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(soft_ece) {
  using namespace serhost::metrics;
  return {.name = "soft_ece",
          .title = "soft ECE",
          .meaning = "calibration error against the votes for the guess",
          .order = 260,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"soft"},
          .lowest = 0.0,
          .highest = 1.0};
}
