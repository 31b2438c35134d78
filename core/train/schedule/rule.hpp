// What a schedule is, and what several share. One is a file in this folder, torch-free:
//
//   double factor(const config::ScheduleTable& table, const Position& position) { ... }
//   SERHOST_SCHEDULE(steps, "steps", "a tenth after every third", 50, by_factor<factor>, nullptr,
//   keys);
#pragma once

#include <cstdint>
#include <optional>
#include <serhost/schema.hpp>
#include <vector>

#include "config/experiment.hpp"
#include "config/pieces.hpp"

namespace serhost::train {

/// Where training stands.
struct Position {
  std::int64_t update = 0;   ///< optimizer updates done
  std::int64_t updates = 1;  ///< how many there will be
  std::int64_t epoch = 0;    ///< from 0
};

/// Pure functions of the position: a resumed run cannot drift.
struct ScheduleRule {
  /// Learning rate of a group whose own rate is `base`, where the optimizer's is `optimizer_lr`.
  double (*learning_rate)(const config::ScheduleTable&, double base, double optimizer_lr,
                          const Position&);
  /// Momentum where the schedule moves it; nullptr: it never does.
  std::optional<double> (*momentum)(const config::ScheduleTable&, const Position&);
};

/// Updates of the warm-up: a share of `updates` (rounded up) below 1, a count from 1; at least one
/// update is left after it.
std::int64_t warmup_updates(const config::ScheduleTable& schedule, std::int64_t updates);

/// 0 to 1 over the warm-up, then 1.
double ramp(const config::ScheduleTable& schedule, const Position& position);

/// 0 to 1 from the end of the warm-up to the end of training.
double progress(const config::ScheduleTable& schedule, const Position& position);

/// The rate of a schedule that is a factor of the group's own.
template <double (*factor)(const config::ScheduleTable&, const Position&)>
double by_factor(const config::ScheduleTable& schedule, double base, double,
                 const Position& position) {
  return base * factor(schedule, position);
}

inline void warmup_key(Schema<config::ScheduleTable>& schema) {
  schema.add("warmup", &config::ScheduleTable::warmup)
      .at_least(0)
      .help("rise from 0: below 1 a share of the updates, from 1 a count");
}

template <void (*declare)(Schema<config::ScheduleTable>&)>
std::vector<ParamSpec> keys_of_schedule() {
  Schema<config::ScheduleTable> schema;
  declare(schema);
  return schema.specs();
}

}  // namespace serhost::train

/// `rate` and `momentum` as in ScheduleRule; `declare` says which keys it uses, `warmup_key` as
/// most.
#define SERHOST_SCHEDULE(id, schedule_name, summary_text, place, rate, momentum, declare) \
  static const ::serhost::train::ScheduleRule& serhost_rule_##id() {                      \
    static constexpr ::serhost::train::ScheduleRule rule{rate, momentum};                 \
    return rule;                                                                          \
  }                                                                                       \
  static ::serhost::config::Piece serhost_piece_##id{                                     \
      "schedule",                                                                         \
      schedule_name,                                                                      \
      summary_text,                                                                       \
      place,                                                                              \
      &::serhost::train::keys_of_schedule<declare>,                                       \
      reinterpret_cast<void (*)()>(&serhost_rule_##id)};                                  \
  static const ::serhost::config::RegisteredPiece serhost_registered_##id(serhost_piece_##id)
