// Half the sum of absolute differences. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(tv) {
  using namespace serhost::metrics;
  return {.name = "tv",
          .title = "TV",
          .meaning = "total variation: votes that would have to change, 0 to 1",
          .order = 230,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"soft"},
          .lowest = 0.0,
          .highest = 1.0};
}
