// What cross-entropy costs beyond the votes' own entropy. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(kl) {
  using namespace serhost::metrics;
  return {.name = "kl",
          .title = "KL",
          .meaning = "divergence of the prediction from the votes, in nats",
          .order = 210,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"soft"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .lowest = 0.0};
}
