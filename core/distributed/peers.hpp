// Whether the other processes are alive: each gives a sign of life every moment in a store that all
// reach, and rank 0, at which the store is, looks for those that have stopped.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "base/error.hpp"

namespace serhost::distributed {

class Peers {
 public:
  using Clock = std::chrono::steady_clock;

  /// A process without a sign of life for so long has gone; for the second time, once another one
  /// has lost its connection.
  static constexpr std::chrono::seconds kPatience{15}, kPatienceWithSuspects{3};

  /// `store` is used by this object's thread and by nobody else.
  Peers(c10::intrusive_ptr<c10d::Store> store, int rank, int size);
  ~Peers();  ///< as `leave`, where nothing was said
  Peers(const Peers&) = delete;
  Peers& operator=(const Peers&) = delete;

  /// [any thread] Another process has ended the job, or is gone: why.
  std::optional<Error> ended() const;

  /// [any thread] A connection was lost: whoever gives no sign is given up sooner.
  void suspect() { suspects_ = true; }

  /// Nothing is left to do with the others; with an error, they are told. Rank 0 waits a moment
  /// until they have heard of it.
  void leave(const std::optional<Error>& error);

 private:
  struct Sign {
    std::string last;
    Clock::time_point at = Clock::now();
  };

  void watch();
  void look(std::int64_t beat);
  void look_for_silent();
  void heard(const std::string& text);
  void say_goodbye();
  bool has(const std::string& key) { return store_->check({key}); }
  void say(const std::string& key, const std::string& text);

  c10::intrusive_ptr<c10d::Store> store_;
  const int rank_, size_;
  std::map<int, Sign> signs_;
  std::atomic<bool> suspects_{false};
  bool suspects_told_ = false;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool leaving_ = false;
  std::optional<Error> error_;  ///< of this process
  std::optional<Error> ended_;  ///< of another
  std::jthread thread_;
};

}  // namespace serhost::distributed
