// Blind to how spread both are beyond their direction. Computed by soft_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(cosine) {
  using namespace serhost::metrics;
  return {.name = "cosine",
          .title = "cosine",
          .meaning = "cosine of prediction and votes, 0 to 1",
          .order = 240,
          .unit = Unit::plain,
          .tasks = {"soft"},
          .lowest = 0.0,
          .highest = 1.0};
}
