// Beside CCC it says how much of a low concordance is level and scale. Computed by
// regression_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(pearson) {
  using namespace serhost::metrics;
  return {.name = "pearson",
          .title = "Pearson",
          .meaning = "correlation of predictions and ratings, -1 to 1",
          .order = 120,
          .unit = Unit::plain,
          .direction = Direction::higher_is_better,
          .tasks = {"regression"},
          .every_epoch = true,
          .headline = true,
          .lowest = -1.0,
          .highest = 1.0};
}
