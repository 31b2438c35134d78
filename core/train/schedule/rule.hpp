// What a schedule is, and what several share. One is a file in this folder, torch-free:
//
//   class Steps final : public FactorSchedule {
//    public:
//     struct Options { double every = 3; };
//     static void declare(Schema<Options>& schema) {
//       schema.add("every", &Options::every).above(0).help("epochs");
//     }
//     explicit Steps(const Options& options) : options_(options) {}
//     double factor(const Position& position) const override { ... }
//     ...
//   };
//   SERHOST_SCHEDULE(Steps, "steps", "a tenth after every third epoch", 50);
//
// `static void check(const Options&, config::PieceKeys&)` says what spans several keys.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <serhost/schema.hpp>

#include "config/experiment.hpp"
#include "config/pieces.hpp"

namespace serhost::train {

/// Where training stands.
struct Position {
  std::int64_t update = 0;   ///< optimizer updates done
  std::int64_t updates = 1;  ///< how many there will be
  std::int64_t epoch = 0;    ///< from 0
};

/// Functions of the position alone: a resumed run cannot drift.
class Schedule {
 public:
  virtual ~Schedule() = default;
  /// Of a group whose own rate is `base`, where the optimizer's is `optimizer_lr`.
  virtual double learning_rate(double base, double optimizer_lr,
                               const Position& position) const = 0;
  /// Momentum where the schedule moves it.
  virtual std::optional<double> momentum(const Position&) const { return std::nullopt; }
};

/// A schedule that is a factor of each group's own rate.
class FactorSchedule : public Schedule {
 public:
  virtual double factor(const Position& position) const = 0;
  double learning_rate(double base, double, const Position& position) const final {
    return base * factor(position);
  }
};

/// The keys of a schedule that only warms up.
struct WarmUp {
  double warmup = 0.0;  ///< below 1 a share of the updates, from 1 a count
};
void declare(Schema<WarmUp>& schema);

/// Updates of the warm-up: a share of `updates` (rounded up) below 1, a count from 1; at least one
/// update is left after it.
std::int64_t warmup_updates(double warmup, std::int64_t updates);

/// 0 to 1 over the warm-up, then 1.
double ramp(double warmup, const Position& position);

/// 0 to 1 from the end of the warm-up to the end of training.
double progress(double warmup, const Position& position);

template <class T>
std::unique_ptr<const Schedule> make_schedule_of(const Values& values) {
  return std::make_unique<const T>(config::OwnKeys<T>::options(values));
}

}  // namespace serhost::train

/// Class, name, summary, and its place in lists.
#define SERHOST_SCHEDULE(Class, schedule_name, summary_text, place)             \
  static ::serhost::config::Piece serhost_piece_##Class{                        \
      "schedule",                                                               \
      schedule_name,                                                            \
      summary_text,                                                             \
      place,                                                                    \
      &::serhost::config::OwnKeys<Class>::parameters,                           \
      reinterpret_cast<void (*)()>(&::serhost::train::make_schedule_of<Class>), \
      true,                                                                     \
      ::serhost::config::OwnKeys<Class>::check()};                              \
  static const ::serhost::config::RegisteredPiece serhost_registered_##Class(serhost_piece_##Class)
