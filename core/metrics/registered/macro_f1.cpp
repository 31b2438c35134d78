#include "metrics/classification.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(macro_f1) {
  return {.name = "macro_f1",
          .title = "macro F1",
          .meaning = "mean F1 of the classes that occur in truth or prediction",
          .order = 40,
          .tasks = {"classification", "soft", "multilabel"},
          .selectable = true,
          .headline = true,
          .by_class = true,
          .value = [](const serhost::metrics::Sums& sums) {
            return serhost::metrics::macro_f1(sums.confusion);
          }};
}
