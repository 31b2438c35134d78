// The table of a dry run, printed while its cells come.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "sweep/sweep.hpp"

namespace serhost::cli {

/// The first cells are held back until there are many or seconds have passed: columns are as wide
/// as these need, and where they end in a fault nothing is printed.
class PlanTable {
 public:
  /// `done`: the sweep's ledgers have its result, so it is not run again.
  void add(const sweep::Sweep& sweep, const sweep::Cell& cell, bool done = false);
  /// What was held back, and how many cells there are.
  void end(const sweep::Sweep& sweep);

 private:
  void print_held();

  std::vector<std::vector<std::string>> held_;
  std::vector<std::size_t> widths_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::size_t cells_ = 0, excluded_ = 0, done_ = 0;
  bool streams_ = false;
};

}  // namespace serhost::cli
