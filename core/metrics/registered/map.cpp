// Of the scores alone, without a threshold. Computed by multilabel_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(map) {
  using namespace serhost::metrics;
  return {.name = "map",
          .title = "mAP",
          .meaning = "mean average precision over the classes",
          .order = 310,
          .tasks = {"multilabel"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .by_class = true};
}
