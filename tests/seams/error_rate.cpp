// A metric, as one adds it: in a file of its own. It counts wrong clips itself, where the confusion
// matrix would have done, to show sums of its own.
#include "metrics/registry.hpp"

SERHOST_METRIC(error_rate) {
  using namespace serhost::metrics;
  return {
      .name = "error_rate",
      .title = "error rate",
      .meaning = "clips that are wrong",
      .order = 25,
      .direction = Direction::lower_is_better,
      .selectable = true,
      .every_epoch = true,
      .headline = true,
      .sums = [](std::size_t) { return std::size_t{1}; },
      .add = [](const Clip& clip,
                std::span<double> wrong) { wrong[0] += clip.predicted == clip.truth ? 0.0 : 1.0; },
      .value = [](const Sums& sums) { return sums.own[0] / sums.clips; }};
}
