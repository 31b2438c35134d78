// As KL, but symmetric and bounded. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(js) {
  using namespace serhost::metrics;
  return {.name = "js",
          .title = "JS",
          .meaning = "Jensen-Shannon divergence of prediction and votes, 0 to log 2",
          .order = 220,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"soft"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .lowest = 0.0,
          .highest = 0.6931471805599453};
}
