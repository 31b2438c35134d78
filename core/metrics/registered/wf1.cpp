#include "metrics/classification.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(wf1) {
  return {.name = "wf1",
          .title = "weighted F1",
          .meaning = "F1 of each class, weighted by its clips",
          .order = 30,
          .tasks = {"classification", "soft", "multilabel"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .value = [](const serhost::metrics::Sums& sums) {
            return serhost::metrics::weighted_f1(sums.confusion);
          }};
}
