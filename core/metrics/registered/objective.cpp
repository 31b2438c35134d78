// The value of a pre-training's objective for clips that were held out. Computed by
// pretrain_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(objective) {
  using namespace serhost::metrics;
  return {.name = "objective",
          .title = "objective",
          .meaning = "the objective of a pre-training, a mean over clips",
          .order = 170,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .tasks = {"pretrain"},
          .selectable = true,
          .every_epoch = true,
          .headline = true};
}
