// What must be done before the constructors of libraries run, which can end the program: memory may
// end there, or later in a thread of LibTorch's, where nobody can catch it; and LibTorch's
// mathematical library exits with a status of its own where the working folder has been removed.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <exception>

#include "base/error.hpp"
#include "base/memory_fault.hpp"
#include "host/guard.hpp"

namespace serhost::cli {
namespace {

std::terminate_handler before = nullptr;

/// Of what a function that may not throw asks for, libraries' such as std::filesystem's among them.
/// The allocator takes memory in big blocks (train::tune_allocator), so little may be too much.
bool memory_is_there() noexcept {
  constexpr std::size_t kLittle = 1 << 20;
  void* const block = std::malloc(kLittle);
  std::free(block);
  return block != nullptr;
}

bool ended_by_memory() noexcept {
  const auto in_flight = std::current_exception();
  if (!in_flight) return !memory_is_there();
  try {
    std::rethrow_exception(in_flight);
  } catch (const std::exception& error) { return means_out_of_memory(error.what()); } catch (...) {
    return false;
  }
}

[[noreturn]] void on_terminate() {
  if (ended_by_memory()) {
    constexpr char kText[] =  // nothing is allocated for it
        "serhost: not enough memory, also for telling what it was needed for; see ulimit -v, or "
        "give the batch job more\n";
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, kText, sizeof kText - 1);
    host::leave_at_once(static_cast<int>(Exit::failed));
  }
  before();
  std::abort();
}

void refuse_removed_folder() noexcept {
  std::array<char, PATH_MAX> folder{};
  if (::getcwd(folder.data(), folder.size()) != nullptr || errno != ENOENT) return;
  constexpr char kText[] =
      "serhost: the working folder has been removed; change to one that is there (cd)\n";
  [[maybe_unused]] const auto n = ::write(STDERR_FILENO, kText, sizeof kText - 1);
  host::leave_at_once(static_cast<int>(Exit::missing));
}

void before_main(int, char**, char**) {
  before = std::set_terminate(on_terminate);
  refuse_removed_folder();
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const runs_first)(int, char**,
                                                                       char**) = before_main;

}  // namespace
}  // namespace serhost::cli
