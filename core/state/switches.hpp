// Every switch of LibTorch and of the thread's processor that decides what a later operation gives,
// as a table: another switch is a line in switches.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace serhost::state {

struct Switch {
  enum class Of {
    thread,   ///< another thread has another
    process,  ///< the same for all threads
    worker    ///< of threads that LibTorch has been told how many it may use; see watch.hpp
  };
  const char* name;
  Of of;
  std::int64_t (*get)();
  void (*set)(std::int64_t value);
  std::string (*text)(std::int64_t value);  ///< null: the value says nothing to people
};

/// In the order in which they are to be set: what comes later undoes side effects of what comes
/// earlier.
std::span<const Switch> switches();

inline constexpr std::size_t kMostSwitches = 48;

}  // namespace serhost::state
