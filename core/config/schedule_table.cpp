// [train] schedule = { name = "linear", ... }: the keys are the schedule's own, and one that only
// another has is refused.
#include "config/piece_keys.hpp"
#include "config/tables.hpp"

namespace serhost::config {

void read_schedule(TableReader& train, ScheduleTable& to, const Components& components) {
  const auto* given = inline_table(train, "schedule", "{ name = \"linear\", warmup = 0.1 }");
  Node left_out;
  left_out.place = train.place();
  const auto* node = given == nullptr ? &left_out : given;
  TableReader table(*node, "train.schedule", "[train.schedule]", train.findings());
  const auto names = names_of_pieces("schedule");
  table.read("name", to.name, names);
  if (names.empty()) return;  // this program has no schedules: of their keys nothing can be said
  const auto* name = node->find("name");
  const auto* piece = find_piece("schedule", to.name);
  if (piece == nullptr || (name != nullptr && name->text != to.name)) {
    take_all("schedule", table);
  } else {
    to.values = read_own_keys(*piece, table, components);
    refuse_others(*piece, table);
    check_keys(*piece, to.values, table, table.place());
  }
  table.finish();
}

}  // namespace serhost::config
