// What the host's guard calls.
#include "state/watch.hpp"

#include <new>
#include <utility>

#include "host/guard.hpp"
#include "state/global_state.hpp"

namespace serhost::state {
namespace {

struct Before {
  GlobalState state;
  DefaultSeed seed;
};
static_assert(sizeof(Before) <= host::CallWatch::kBytes);
static_assert(std::is_trivially_destructible_v<Before>);

void note(void* kept) { new (kept) Before{GlobalState::now(), DefaultSeed::now()}; }

/// The stream of a generator cannot be put back where only its seed was kept; the host seeds it
/// anew before each step.
host::CallWatch::Changed put_right(const void* kept) {
  const auto& before = *static_cast<const Before*>(kept);
  bool of_all = before.state.process_changed();
  auto told = before.state.put_right();
  if (const auto which = before.seed.reseeded(); !which.empty()) {
    told += (told.empty() ? "" : ", ") + which;
    of_all = true;
    seed_default_generators(before.seed.seed);
  }
  return {std::move(told), of_all};
}

constexpr host::CallWatch kWatch{note, put_right};

}  // namespace

void watch_calls() { host::set_call_watch(&kWatch); }

}  // namespace serhost::state
