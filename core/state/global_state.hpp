// LibTorch's global state, which no component may change: the next component, and the next run,
// would see it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "state/switches.hpp"

namespace serhost::state {

/// How all switches stand for this thread.
class GlobalState {
 public:
  /// As they are now. The number of threads, of which LibTorch makes a note where it is asked, is
  /// looked at by threads alone that have been told one (`count_threads`).
  static GlobalState now();

  /// What is otherwise now, in words: "the default dtype went from Float to Double". "" where
  /// nothing is.
  std::string changes() const;
  /// Puts every switch that is otherwise as it was; says what that was, as `changes`.
  std::string put_right() const;

 private:
  std::array<std::int64_t, kMostSwitches> values_{};
  bool counts_threads_ = false;
};

/// [run] This thread works with a number of threads of LibTorch that the host has set: from here on
/// it is a part of the thread's state.
void count_threads();

/// [run] Seeds the default generators of every device.
void seed_default_generators(std::uint64_t seed);

/// The seed of the default generator on the CPU, and how often the host has set it: a change of the
/// first without one of the second is not the host's.
struct DefaultSeed {
  std::uint64_t seed = 0, times = 0;
  static DefaultSeed now();
  /// Seeded since, by nobody who may.
  bool reseeded() const;
};

}  // namespace serhost::state
