// Between two learning rates in a triangular wave (Smith 2017).
#include "train/schedule/rule.hpp"
#include "train/schedule/triangle.hpp"

namespace serhost::train {
namespace {

double cycle(const config::ScheduleTable& schedule, const Position& position) {
  const auto step = schedule.unit == "epoch" ? position.epoch : position.update;
  return triangle(static_cast<double>(step), schedule.half_period);
}

double rate(const config::ScheduleTable& schedule, double base, double optimizer_lr,
            const Position& position) {
  const auto peak = schedule.low + (schedule.high - schedule.low) * cycle(schedule, position);
  return peak * (base == optimizer_lr ? 1.0 : base / optimizer_lr) * ramp(schedule, position);
}

std::optional<double> momentum_of(const config::ScheduleTable& schedule, const Position& position) {
  if (!schedule.momentum) return std::nullopt;
  return 0.9 - 0.1 * cycle(schedule, position);
}

void keys(Schema<config::ScheduleTable>& schema) {
  schema.add("low", &config::ScheduleTable::low).at_least(0).help("lowest learning rate; needed");
  schema.add("high", &config::ScheduleTable::high).above(0).help("highest learning rate; needed");
  schema.add("half_period", &config::ScheduleTable::half_period)
      .above(0)
      .help("from low to high, in `unit`");
  schema.add("unit", &config::ScheduleTable::unit)
      .one_of({"epoch", "update"})
      .help("of half_period");
  schema.add("momentum", &config::ScheduleTable::momentum)
      .help("momentum runs against it, from 0.9 to 0.8");
}

SERHOST_SCHEDULE(cyclic, "cyclic", "between two learning rates in a triangular wave", 40, rate,
                 momentum_of, keys);

}  // namespace
}  // namespace serhost::train
