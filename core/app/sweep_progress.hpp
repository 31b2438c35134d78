// How far a sweep is, in lines for people: which cell, how many are left, the best one so far.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "run/events.hpp"
#include "sweep/sweep.hpp"

namespace serhost::app {

class SweepProgress {
 public:
  /// Of `cells`; `figure` is what the protocol selects by. `observer` must outlive it.
  SweepProgress(std::size_t cells, std::string figure, RunObserver& observer);

  /// So many cells need no run any more.
  void begin(std::size_t settled) { settled_ = settled; }

  /// Another process has a cell.
  void skip() { ++settled_; }

  /// What a cell reached on its validation parts.
  void reached(const std::string& cell, double validation);

  /// While a cell runs: `line` is the last of its log.
  void running(const std::string& cell, const std::string& line);

  /// A cell of this session has ended, after `seconds`.
  void ended(const std::string& cell, const std::string& what, double seconds);

 private:
  std::string left() const;

  std::size_t cells_, settled_ = 0, ran_ = 0;
  double seconds_ = 0.0;  // of the cells that ended in this session
  std::string figure_, best_cell_;
  std::optional<double> best_;
  RunObserver& observer_;
};

}  // namespace serhost::app
