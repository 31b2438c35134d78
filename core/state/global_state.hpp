// LibTorch's global state, which no component may change: the next component, and the next run,
// would see it.
#pragma once

#include <array>
#include <cstddef>
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
  /// Whether anything is otherwise that all threads share.
  bool process_changed() const;
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

/// The seeds of the default generators, and how often the host has set them: a change of the first
/// without one of the second is not the host's.
struct DefaultSeed {
  static constexpr std::size_t kMostGpus = 8;  ///< further ones are not compared

  std::uint64_t seed = 0, times = 0;            ///< of the CPU's
  std::array<std::uint64_t, kMostGpus> gpus{};  ///< of those in use; the others have none yet
  std::uint32_t used = 0;                       ///< which: a bit for each

  static DefaultSeed now();
  /// "the default generator was seeded", "the default generator of the GPU 0 was seeded": since
  /// then, by nobody who may; "" where none was.
  std::string reseeded() const;
};

}  // namespace serhost::state
