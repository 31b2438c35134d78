// [train] schedule = { name = "linear", ... }: the keys are the schedule's own, and one that only
// another has is refused.
#include "config/piece_keys.hpp"
#include "config/tables.hpp"

namespace serhost::config {

void TableTraits<ScheduleTable>::read(TableReader& parent, const KeySpec& key, ScheduleTable& to,
                                      const Components& components) {
  const auto* given = table_in(parent, key);
  Node left_out;
  left_out.place = parent.place();
  const auto path = parent.name(key.name);
  TableReader table(given == nullptr ? left_out : *given, path, "[" + path + "]",
                    parent.findings());
  read_piece("schedule", table, to.name, to.values, components);
}

std::string TableTraits<ScheduleTable>::text(const ScheduleTable& from, const Writer& to) {
  return piece_text("schedule", from.name, from.values, to);
}

}  // namespace serhost::config
