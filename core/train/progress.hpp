// Progress for the observer, at most ten times per second, so that small models do not spend their
// time on it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "run/events.hpp"

namespace serhost::train {

class ThrottledProgress {
 public:
  explicit ThrottledProgress(RunObserver& observer) : observer_(observer) {}

  /// The last word of a stage (done = total) always gets through.
  void tell(const std::string& stage, std::int64_t done, std::int64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (done < total && now - told_ < std::chrono::milliseconds(100)) return;
    told_ = now;
    observer_.progress({stage, done, total, "clips"});
  }

 private:
  RunObserver& observer_;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace serhost::train
