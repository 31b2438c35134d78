// What MOSEI's papers call weighted accuracy. Computed by multilabel_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(mosei_wa) {
  using namespace serhost::metrics;
  return {.name = "mosei_wa",
          .title = "WA (MOSEI)",
          .meaning = "mean of the recalls of present and absent, over the classes",
          .order = 340,
          .tasks = {"multilabel"},
          .selectable = true,
          .headline = true,
          .by_class = true};
}
