// Whether another machine is at work on the same shard: locks of a network file system may hold on
// one machine only.
//
// Whoever works writes a growing number into a file. Whoever comes and finds a file of another
// machine looks for some seconds, by its own clock, whether the number grows: what a killed process
// left does not, and no time of another machine is compared with ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace serhost::app {

class ShardPresence {
 public:
  struct Times {
    std::chrono::milliseconds beat{2000};    ///< between two numbers
    std::chrono::milliseconds watch{15000};  ///< how long a file is looked at
  };

  /// `locked`: a lock keeps other processes of this machine out. Throws
  /// RemediableError(cannot_create) where another process is at work.
  ShardPresence(std::filesystem::path file, std::string machine, bool locked, Times times);
  ShardPresence(std::filesystem::path file, std::string machine, bool locked)
      : ShardPresence(std::move(file), std::move(machine), locked, Times()) {}
  ~ShardPresence();  ///< removes the file
  ShardPresence(const ShardPresence&) = delete;
  ShardPresence& operator=(const ShardPresence&) = delete;

  /// To be called often while the shard works: writes the next number where it is time.
  void beat();

 private:
  using Clock = std::chrono::steady_clock;
  std::string read() const;
  void write();

  std::filesystem::path file_;
  std::string machine_;
  Times times_;
  std::int64_t number_ = 0;
  Clock::time_point written_at_{};
};

}  // namespace serhost::app
