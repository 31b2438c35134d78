// Several classes may be true at once. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(f1_above_chance) {
  using namespace serhost::metrics;
  return {.name = "f1_above_chance",
          .title = "F1 > 1/C",
          .meaning = "macro F1 of the classes with a share above 1/C",
          .order = 250,
          .tasks = {"soft"},
          .headline = true,
          .by_class = true};
}
