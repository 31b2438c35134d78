// Down to 0 in a line.
#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

double linear(const config::ScheduleTable& schedule, const Position& position) {
  if (position.update < warmup_updates(schedule, position.updates)) return ramp(schedule, position);
  return 1.0 - progress(schedule, position);
}

SERHOST_SCHEDULE(linear, "linear", "down to 0 in a line, after a warm-up", 20, by_factor<linear>,
                 nullptr, warmup_key);

}  // namespace
}  // namespace serhost::train
