// Learning rate and momentum at every update, as pure functions of the position: a resumed run
// cannot drift.
#pragma once

#include <cstdint>
#include <optional>

#include "config/experiment.hpp"

namespace serhost::train {

/// Where training stands.
struct Position {
  std::int64_t update = 0;   ///< optimizer updates done
  std::int64_t updates = 1;  ///< how many there will be
  std::int64_t epoch = 0;    ///< from 0
};

/// Updates of the warm-up: a share of `updates` (rounded up) below 1, a count from 1; at least one
/// update is left after it.
std::int64_t warmup_updates(const config::ScheduleTable& schedule, std::int64_t updates);

/// The share of its peak that the learning rate has, for every schedule but `cyclic`: rises
/// linearly from 0 over the warm-up, then stays, or falls to 0 linearly or along half a cosine. The
/// values of Transformers' schedules of the same names.
double lr_factor(const config::ScheduleTable& schedule, const Position& position);

/// Height of a triangular wave of period 2 `half_period` that starts at 0 and reaches 1 (Smith
/// 2017).
double triangle(double step, double half_period);

/// Learning rate of a group whose own rate is `base`, where the optimizer's is `optimizer_lr`.
/// Cyclic: between low and high, scaled by base / optimizer_lr.
double learning_rate(const config::ScheduleTable& schedule, double base, double optimizer_lr,
                     const Position& position);

/// Momentum in anti-phase, 0.9 to 0.8, where the schedule asks for it.
std::optional<double> momentum(const config::ScheduleTable& schedule, const Position& position);

}  // namespace serhost::train
