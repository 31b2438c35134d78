// Counts large errors more than MAE does. Computed by regression_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(rmse) {
  using namespace serhost::metrics;
  return {.name = "rmse",
          .title = "RMSE",
          .meaning = "root of the mean squared error, in the unit of the ratings",
          .order = 140,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"regression"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .lowest = 0.0};
}
