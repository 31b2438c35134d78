// Schedules.
#include "train/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace serhost::train {
namespace {

double cycle(const config::ScheduleTable& schedule, const Position& position) {
  const auto step = schedule.unit == "epoch" ? position.epoch : position.update;
  return triangle(static_cast<double>(step), schedule.half_period);
}

double ramp(const config::ScheduleTable& schedule, const Position& position) {
  const auto warmup = warmup_updates(schedule, position.updates);
  return position.update < warmup
             ? static_cast<double>(position.update) / static_cast<double>(warmup)
             : 1.0;
}

}  // namespace

std::int64_t warmup_updates(const config::ScheduleTable& schedule, std::int64_t updates) {
  if (schedule.warmup <= 0.0) return 0;
  // 0.1 x 30 is a little over 3 in binary: the slack keeps that from becoming 4.
  const auto wanted = schedule.warmup < 1.0
                          ? std::ceil(schedule.warmup * static_cast<double>(updates) - 1e-9)
                          : std::floor(schedule.warmup);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(wanted), 0,
                                  std::max<std::int64_t>(updates - 1, 0));
}

double lr_factor(const config::ScheduleTable& schedule, const Position& position) {
  const auto warmup = warmup_updates(schedule, position.updates);
  if (position.update < warmup || schedule.name == "constant") return ramp(schedule, position);
  const auto after = static_cast<double>(std::max<std::int64_t>(position.updates - warmup, 1));
  const auto progress = std::min(static_cast<double>(position.update - warmup) / after, 1.0);
  if (schedule.name == "linear") return 1.0 - progress;
  SERHOST_CHECK(schedule.name == "cosine");
  return 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
}

double triangle(double step, double half_period) {
  const auto cycle = std::floor(1.0 + step / (2.0 * half_period));
  return std::max(0.0, 1.0 - std::abs(step / half_period - 2.0 * cycle + 1.0));
}

double learning_rate(const config::ScheduleTable& schedule, double base, double optimizer_lr,
                     const Position& position) {
  if (schedule.name != "cyclic") return base * lr_factor(schedule, position);
  const auto rate = schedule.low + (schedule.high - schedule.low) * cycle(schedule, position);
  return rate * (base == optimizer_lr ? 1.0 : base / optimizer_lr) * ramp(schedule, position);
}

std::optional<double> momentum(const config::ScheduleTable& schedule, const Position& position) {
  if (schedule.name != "cyclic" || !schedule.momentum) return std::nullopt;
  return 0.9 - 0.1 * cycle(schedule, position);
}

}  // namespace serhost::train
