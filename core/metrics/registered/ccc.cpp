// Of one dimension; without a dimension's name the mean over them. Computed by regression_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(ccc) {
  using namespace serhost::metrics;
  return {.name = "ccc",
          .title = "CCC",
          .meaning = "concordance of predictions and ratings, -1 to 1",
          .order = 110,
          .unit = Unit::plain,
          .direction = Direction::higher_is_better,
          .tasks = {"regression"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .lowest = -1.0,
          .highest = 1.0};
}
