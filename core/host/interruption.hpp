// Process groups that are killed where this process is interrupted (Ctrl-C, a request to end, a
// terminal that closes): a group of its own does not get these signals itself.
#pragma once

#include <signal.h>
#include <sys/types.h>

namespace serhost::host {

/// As long as one of these lives, the three signals kill its group before they do what they did
/// before.
class KilledWithUs {
 public:
  explicit KilledWithUs(pid_t group);
  ~KilledWithUs();
  KilledWithUs(const KilledWithUs&) = delete;
  KilledWithUs& operator=(const KilledWithUs&) = delete;

 private:
  pid_t group_;
};

/// As long as it lives, this thread is interrupted later: while a child is started whose group is
/// not known yet. The child does not inherit it.
class InterruptionsHeld {
 public:
  InterruptionsHeld();
  ~InterruptionsHeld();
  InterruptionsHeld(const InterruptionsHeld&) = delete;
  InterruptionsHeld& operator=(const InterruptionsHeld&) = delete;

 private:
  sigset_t mask_before_{};
};

/// In a fork: the groups are the parent's, and the signals do what the system has them do.
void forget_interruption();

}  // namespace serhost::host
