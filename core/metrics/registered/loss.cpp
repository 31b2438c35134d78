// The validation loss: training measures it by the loss of the experiment, so nothing is computed
// here, but checkpoints and trials may be selected by it.
#include "metrics/registry.hpp"

SERHOST_METRIC(loss) {
  using namespace serhost::metrics;
  return {.name = "loss",
          .title = "loss",
          .meaning = "the experiment's own loss on the validation part",
          .order = 80,
          .unit = Unit::plain,
          .direction = Direction::lower_is_better,
          .selectable = true,
          .every_epoch = true};
}
