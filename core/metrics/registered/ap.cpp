// Of one class: a name before it. Computed by multilabel_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(ap) {
  using namespace serhost::metrics;
  return {.name = "ap",
          .title = "AP",
          .meaning = "average precision of a class",
          .order = 320,
          .tasks = {"multilabel"}};
}
