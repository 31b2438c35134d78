// Of one class: a name before it. Computed by multilabel_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(f1) {
  using namespace serhost::metrics;
  return {.name = "f1",
          .title = "F1",
          .meaning = "F1 of a class",
          .order = 330,
          .tasks = {"multilabel"}};
}
