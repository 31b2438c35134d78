// Warm-up.
#include "train/schedule/rule.hpp"

#include <algorithm>
#include <cmath>

namespace serhost::train {

std::int64_t warmup_updates(const config::ScheduleTable& schedule, std::int64_t updates) {
  if (schedule.warmup <= 0.0) return 0;
  // 0.1 x 30 is a little over 3 in binary: the slack keeps that from becoming 4.
  const auto wanted = schedule.warmup < 1.0
                          ? std::ceil(schedule.warmup * static_cast<double>(updates) - 1e-9)
                          : std::floor(schedule.warmup);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(wanted), 0,
                                  std::max<std::int64_t>(updates - 1, 0));
}

double ramp(const config::ScheduleTable& schedule, const Position& position) {
  const auto warmup = warmup_updates(schedule, position.updates);
  return position.update < warmup
             ? static_cast<double>(position.update) / static_cast<double>(warmup)
             : 1.0;
}

double progress(const config::ScheduleTable& schedule, const Position& position) {
  const auto warmup = warmup_updates(schedule, position.updates);
  const auto after = static_cast<double>(std::max<std::int64_t>(position.updates - warmup, 1));
  return std::min(static_cast<double>(position.update - warmup) / after, 1.0);
}

}  // namespace serhost::train
