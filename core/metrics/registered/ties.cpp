// A fact about the test clips: these take no part in the metrics of majorities. Computed by
// soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(ties) {
  using namespace serhost::metrics;
  return {.name = "ties",
          .title = "ties",
          .meaning = "clips whose votes have no single majority",
          .order = 280,
          .direction = Direction::lower_is_better,
          .tasks = {"soft"}};
}
