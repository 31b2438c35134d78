// [train] schedule = { name = "linear", ... } and [backbone] adapt = { name = "lora", ... }: the
// keys are the piece's own, and one that only another has is refused.
#include "config/piece_keys.hpp"
#include "config/tables.hpp"

namespace serhost::config {

namespace {

void read_chosen(const char* kind, TableReader& parent, const KeySpec& key, std::string& name,
                 Values& values, const Components& components) {
  const auto* given = table_in(parent, key);
  Node left_out;
  left_out.place = parent.place();
  const auto path = parent.name(key.name);
  TableReader table(given == nullptr ? left_out : *given, path, "[" + path + "]",
                    parent.findings());
  read_piece(kind, table, name, values, components);
}

}  // namespace

void TableTraits<ScheduleTable>::read(TableReader& parent, const KeySpec& key, ScheduleTable& to,
                                      const Components& components) {
  read_chosen("schedule", parent, key, to.name, to.values, components);
}

std::string TableTraits<ScheduleTable>::text(const ScheduleTable& from, const Writer& to) {
  return piece_text("schedule", from.name, from.values, to);
}

void TableTraits<AdaptTable>::read(TableReader& parent, const KeySpec& key, AdaptTable& to,
                                   const Components& components) {
  read_chosen("adaptation", parent, key, to.name, to.values, components);
}

std::string TableTraits<AdaptTable>::text(const AdaptTable& from, const Writer& to) {
  return piece_text("adaptation", from.name, from.values, to);
}

}  // namespace serhost::config
