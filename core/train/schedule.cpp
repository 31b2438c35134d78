// Schedules by name.
#include "train/schedule.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::train {

std::unique_ptr<const Schedule> make_schedule(const config::ScheduleTable& table) {
  const auto* piece = config::find_piece("schedule", table.name);
  if (piece == nullptr)
    throw ConfigError("train.schedule.name: there is no schedule \"" + table.name + "\"." +
                      suggestion(table.name, config::names_of_pieces("schedule")));
  using Make = std::unique_ptr<const Schedule> (*)(const Values&);
  return reinterpret_cast<Make>(piece->maker)(table.values);
}

}  // namespace serhost::train
