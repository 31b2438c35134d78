// Comparable only between ratings of one scale. Computed by regression_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(mae) {
  using namespace serhost::metrics;
  return {.name = "mae",
          .title = "MAE",
          .meaning = "mean absolute error, in the unit of the ratings",
          .order = 130,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"regression"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .lowest = 0.0};
}
