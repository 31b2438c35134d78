// Learning rate and momentum at every update, as pure functions of the position: a resumed run
// cannot drift. The schedules are files in train/schedule.
#pragma once

#include <optional>

#include "config/experiment.hpp"
#include "train/schedule/rule.hpp"
#include "train/schedule/triangle.hpp"

namespace serhost::train {

/// The share of its peak that the learning rate has, for schedules that are one: the values of
/// Transformers' schedules of the same names.
double lr_factor(const config::ScheduleTable& schedule, const Position& position);

/// Learning rate of a group whose own rate is `base`, where the optimizer's is `optimizer_lr`.
double learning_rate(const config::ScheduleTable& schedule, double base, double optimizer_lr,
                     const Position& position);

/// Momentum where the schedule moves it.
std::optional<double> momentum(const config::ScheduleTable& schedule, const Position& position);

}  // namespace serhost::train
