// A model that this machine cannot hold is refused while it is built, before the memory is touched:
// else the system would end the process, or everything on the machine would crawl.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "config/experiment.hpp"

namespace serhost::model {

/// Thrown by LibTorch's allocator where a MemoryLimit is in force; its message is the amount.
class TooLarge : public Error {
 public:
  explicit TooLarge(const std::string& message) : Error(Exit::config, message) {}
};

/// While it lives, tensors that this thread makes on the CPU may not take the process over `bytes`.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::uint64_t bytes = memory_of_machine());
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  /// What is built in, or what the control group of this process may take.
  static std::uint64_t memory_of_machine();

 private:
  std::uint64_t before_;
};

/// The fault of a component that is too large, with its place and the sizes that it was given.
[[noreturn]] void refuse_too_large(const config::ComponentRef& chosen, const TooLarge& why);

/// Makes a component within the memory of the machine.
template <class Make>
auto within_memory(const config::ComponentRef& chosen, Make&& make) -> decltype(make()) {
  try {
    const MemoryLimit limit;
    return std::forward<Make>(make)();
  } catch (const TooLarge& why) { refuse_too_large(chosen, why); }
}

}  // namespace serhost::model
