// Reading, comparing and setting of all switches.
#include "state/global_state.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace serhost::state {
namespace {

thread_local bool threads_count = false;
/// Odd while the host is seeding: a loader's thread that looks then would take the new seed for
/// somebody else's.
std::atomic<std::uint64_t> seeded_times{0};
std::mutex seeding;

std::uint64_t seed_of(at::Generator generator) {
  const std::lock_guard lock(generator.mutex());
  return generator.current_seed();
}

/// Only of GPUs that are in use: asking for another one's would take it into use.
void look_at_gpus(DefaultSeed& out) {
  if (!at::hasCUDA()) return;
  const auto& hooks = at::detail::getCUDAHooks();
  const auto count =
      std::min<std::size_t>(out.gpus.size(), static_cast<std::size_t>(hooks.deviceCount()));
  for (std::size_t i = 0; i < count; ++i) {
    const auto gpu = static_cast<c10::DeviceIndex>(i);
    if (!hooks.hasPrimaryContext(gpu)) continue;
    out.gpus[i] = seed_of(hooks.getDefaultGenerator(gpu));
    out.used |= 1U << i;
  }
}

}  // namespace

GlobalState GlobalState::now() {
  GlobalState out;
  out.counts_threads_ = threads_count;
  const auto all = switches();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].of != Switch::Of::worker || threads_count) out.values_[i] = all[i].get();
  }
  return out;
}

std::string GlobalState::changes() const {
  const auto later = now();
  if (later.values_ == values_) return "";
  std::string out, unnamed;
  const auto all = switches();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (later.values_[i] == values_[i]) continue;
    if (all[i].of == Switch::Of::worker && later.counts_threads_ != counts_threads_) continue;
    if (all[i].text == nullptr) {
      unnamed = std::string(all[i].name) + " were changed";
      continue;
    }
    out += (out.empty() ? "" : ", ") + std::string(all[i].name) + " went from " +
           all[i].text(values_[i]) + " to " + all[i].text(later.values_[i]);
  }
  return out.empty() ? unnamed : out;  // the keys follow from the modes that have a name
}

bool GlobalState::process_changed() const {
  const auto all = switches();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].of == Switch::Of::process && all[i].get() != values_[i]) return true;
  }
  return false;
}

std::string GlobalState::put_right() const {
  auto told = changes();
  if (told.empty()) return told;
  const auto all = switches();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].of == Switch::Of::worker && !counts_threads_) continue;
    if (all[i].get() != values_[i]) all[i].set(values_[i]);
  }
  return told;
}

void count_threads() { threads_count = true; }

void seed_default_generators(std::uint64_t seed) {
  const std::lock_guard lock(seeding);
  seeded_times.fetch_add(1);
  at::manual_seed(seed);
  seeded_times.fetch_add(1);
}

DefaultSeed DefaultSeed::now() {
  for (;;) {
    const auto times = seeded_times.load();
    DefaultSeed out{seed_of(at::detail::getDefaultCPUGenerator()), times};
    look_at_gpus(out);
    if (times % 2 == 0 && seeded_times.load() == times) return out;
    std::this_thread::yield();
  }
}

std::string DefaultSeed::reseeded() const {
  const auto later = now();
  std::string out;
  if (later.times != times) return out;
  const auto tell = [&out](const std::string& of) {
    out += (out.empty() ? "" : ", ") + ("the default generator" + of) + " was seeded";
  };
  if (later.seed != seed) tell("");
  for (std::size_t i = 0; i < gpus.size(); ++i) {
    if ((used & later.used & (1U << i)) != 0 && gpus[i] != later.gpus[i])
      tell(" of the GPU " + std::to_string(i));
  }
  return out;
}

}  // namespace serhost::state
