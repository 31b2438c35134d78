// Shows a run on standard error: one line that is rewritten on a terminal, else a line now and
// then.
#pragma once

#include <chrono>
#include <fstream>
#include <string>

#include "cli/command.hpp"
#include "run/events.hpp"

namespace serhost::cli {

class ProgressDisplay : public RunObserver {
 public:
  explicit ProgressDisplay(const Globals& globals);
  ~ProgressDisplay() override;

  /// The time left is that of so many epochs, from now on.
  void expect(std::int64_t epochs);

  void fold_started(const FoldStarted&) override;
  void epoch_ended(const EpochEnded&) override;
  void fold_ended(const FoldEnded&) override;
  void progress(const Progress&) override;
  void log(const std::string& line) override;

 private:
  using Clock = std::chrono::steady_clock;
  void keep(const std::string& line);  ///< in the log file
  void show(const std::string& line);  ///< replaces the line on a terminal
  void say(const std::string& line);   ///< a line that stays
  void clear();

  bool quiet_, verbose_, terminal_;
  std::string log_file_;
  std::ofstream log_;
  std::int64_t work_ = 0, done_ = 0;  ///< epochs
  Clock::time_point begin_ = Clock::now(), last_line_ = Clock::now(), stage_begin_ = Clock::now();
  std::string stage_, last_epoch_;
  bool shown_ = false;
};

}  // namespace serhost::cli
