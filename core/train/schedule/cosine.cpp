// Down to 0 along half a cosine.
#include <cmath>
#include <numbers>

#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

double cosine(const config::ScheduleTable& schedule, const Position& position) {
  if (position.update < warmup_updates(schedule, position.updates)) return ramp(schedule, position);
  return 0.5 * (1.0 + std::cos(std::numbers::pi * progress(schedule, position)));
}

SERHOST_SCHEDULE(cosine, "cosine", "down to 0 along half a cosine, after a warm-up", 30,
                 by_factor<cosine>, nullptr, warmup_key);

}  // namespace
}  // namespace serhost::train
