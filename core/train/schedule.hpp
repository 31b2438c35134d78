// Learning rate and momentum at every update. The schedules are files in train/schedule.
#pragma once

#include <memory>

#include "config/experiment.hpp"
#include "train/schedule/rule.hpp"

namespace serhost::train {

/// The schedule of an experiment. Throws Error(config) with the known names where there is none of
/// that name.
std::unique_ptr<const Schedule> make_schedule(const config::ScheduleTable& table);

}  // namespace serhost::train
