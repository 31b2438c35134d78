#include "metrics/classification.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(wa) {
  return {.name = "wa",
          .title = "WA",
          .meaning = "accuracy: the share of clips that are right",
          .order = 20,
          .tasks = {"classification", "soft"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .value = [](const serhost::metrics::Sums& sums) {
            return serhost::metrics::weighted_accuracy(sums.confusion);
          }};
}
