// A proper score: the votes themselves have the lowest. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(soft_brier) {
  using namespace serhost::metrics;
  return {.name = "soft_brier",
          .title = "soft Brier",
          .meaning = "squared distance of prediction and votes, 0 to 2",
          .order = 270,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"soft"},
          .lowest = 0.0,
          .highest = 2.0};
}
