// One handler for all groups, there while there are any. A handler may call kill, sigaction
// and raise.
#include "host/interruption.hpp"

#include <signal.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <mutex>

namespace serhost::host {
namespace {

constexpr std::array kInterruptions = {SIGINT, SIGTERM, SIGHUP};
constexpr std::size_t kMostGroups = 64;

std::array<std::atomic<pid_t>, kMostGroups> killed_groups{};
std::array<struct sigaction, kInterruptions.size()> actions_before{};
std::mutex interruption_guard;
std::size_t living_groups = 0;  // under `interruption_guard`

void on_interruption(int number) {
  const int kept = errno;
  for (const auto& group : killed_groups) {
    if (const pid_t id = group; id > 0) ::kill(-id, SIGKILL);
  }
  const auto at = std::find(kInterruptions.begin(), kInterruptions.end(), number);
  ::sigaction(number, &actions_before[static_cast<std::size_t>(at - kInterruptions.begin())],
              nullptr);
  ::raise(number);  // comes once this handler has returned
  errno = kept;
}

void install_handlers() {
  struct sigaction action{};
  action.sa_handler = on_interruption;
  ::sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kInterruptions.size(); ++i) {
    ::sigaction(kInterruptions[i], nullptr, &actions_before[i]);
    if (actions_before[i].sa_handler != SIG_IGN) ::sigaction(kInterruptions[i], &action, nullptr);
  }
}

void uninstall_handlers() {
  for (std::size_t i = 0; i < kInterruptions.size(); ++i) {
    struct sigaction now{};
    ::sigaction(kInterruptions[i], nullptr, &now);
    if (now.sa_handler == on_interruption)
      ::sigaction(kInterruptions[i], &actions_before[i], nullptr);
  }
}

}  // namespace

KilledWithUs::KilledWithUs(pid_t group) : group_(group) {
  const std::lock_guard lock(interruption_guard);
  if (living_groups++ == 0) install_handlers();
  for (auto& each : killed_groups) {
    pid_t none = 0;
    if (each.compare_exchange_strong(none, group_)) return;
  }
}

KilledWithUs::~KilledWithUs() {
  const std::lock_guard lock(interruption_guard);
  for (auto& each : killed_groups) {
    pid_t own = group_;
    each.compare_exchange_strong(own, 0);
  }
  if (--living_groups == 0) uninstall_handlers();
}

InterruptionsHeld::InterruptionsHeld() {
  sigset_t held;
  ::sigemptyset(&held);
  for (const int number : kInterruptions) ::sigaddset(&held, number);
  ::pthread_sigmask(SIG_BLOCK, &held, &mask_before_);
}

InterruptionsHeld::~InterruptionsHeld() { ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr); }

void forget_interruption() {
  for (auto& each : killed_groups) each = 0;
  for (const int number : kInterruptions) {
    struct sigaction now{};
    ::sigaction(number, nullptr, &now);
    if (now.sa_handler == on_interruption) ::signal(number, SIG_DFL);
  }
}

}  // namespace serhost::host
