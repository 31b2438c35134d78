#include "metrics/classification.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(micro_f1) {
  return {.name = "micro_f1",
          .title = "micro F1",
          .meaning = "F1 over all clips, which is WA for one label a clip",
          .order = 50,
          .tasks = {"classification", "soft", "multilabel"},
          .same_as = "wa",
          .value = [](const serhost::metrics::Sums& sums) {
            return serhost::metrics::micro_f1(sums.confusion);
          }};
}
