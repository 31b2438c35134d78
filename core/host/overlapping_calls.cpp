// A list of the calls in progress behind a lock. Names are copied where calls overlap alone: most
// never do.
#include "host/overlapping_calls.hpp"

#include <algorithm>
#include <list>
#include <mutex>
#include <utility>

namespace serhost::host {
namespace {

thread_local char own_thread = 0;  // its address tells threads apart

struct CallInProgress {
  const Calling* call;
  const Callee* callee;
  const void* thread;
  std::vector<std::string> others{};

  void note(const Callee& other) {
    const bool same = &other == callee ||
                      (other.component == callee->component && other.plugin == callee->plugin);
    if (same || others.size() == kMostOverlapping) return;
    auto name = other.component + " of plugin " + other.plugin;
    if (std::find(others.begin(), others.end(), name) == others.end())
      others.push_back(std::move(name));
  }
};

struct CallsInProgress {
  std::mutex mutex;
  std::list<CallInProgress> calls;
};

CallsInProgress& calls_in_progress() {
  static auto* const one = new CallsInProgress;  // outlives every thread
  return *one;
}

}  // namespace

void call_began(const Calling& call, const Callee& callee) {
  auto& all = calls_in_progress();
  const std::lock_guard lock(all.mutex);
  CallInProgress own{&call, &callee, &own_thread};
  for (auto& other : all.calls) {
    if (other.thread == own.thread) continue;  // the calls of one thread stand in each other
    other.note(callee);
    own.note(*other.callee);
  }
  all.calls.push_back(std::move(own));
}

void call_ended(const Calling& call) noexcept {
  auto& all = calls_in_progress();
  const std::lock_guard lock(all.mutex);
  all.calls.remove_if([&](const auto& each) { return each.call == &call; });
}

std::vector<std::string> overlapping_calls(const Calling& call) {
  auto& all = calls_in_progress();
  const std::lock_guard lock(all.mutex);
  for (const auto& each : all.calls) {
    if (each.call == &call) return each.others;
  }
  return {};
}

}  // namespace serhost::host
