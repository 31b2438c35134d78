// Schedules by name.
#include "train/schedule.hpp"

#include "base/error.hpp"

namespace serhost::train {
namespace {

const ScheduleRule& rule_of(const config::ScheduleTable& schedule) {
  const auto* piece = config::find_piece("schedule", schedule.name);
  SERHOST_CHECK(piece != nullptr);
  return reinterpret_cast<const ScheduleRule& (*)()>(piece->maker)();
}

}  // namespace

double lr_factor(const config::ScheduleTable& schedule, const Position& position) {
  return rule_of(schedule).learning_rate(schedule, 1.0, 1.0, position);
}

double learning_rate(const config::ScheduleTable& schedule, double base, double optimizer_lr,
                     const Position& position) {
  return rule_of(schedule).learning_rate(schedule, base, optimizer_lr, position);
}

std::optional<double> momentum(const config::ScheduleTable& schedule, const Position& position) {
  const auto& rule = rule_of(schedule);
  return rule.momentum == nullptr ? std::nullopt : rule.momentum(schedule, position);
}

}  // namespace serhost::train
