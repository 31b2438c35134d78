// Rows that come later than those the columns were measured by may be wider; they are not cut.
#include "cli/sweep_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {
namespace {

constexpr std::size_t kMostHeld = 1000;
constexpr auto kLongestHeld = std::chrono::seconds(2);

void print_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
  std::cout << printable_lines(trim(line)) << "\n";
}

}  // namespace

void PlanTable::add(const sweep::Sweep& sweep, const sweep::Cell& cell, bool done) {
  if (held_.empty() && !streams_) {
    auto& head = held_.emplace_back(std::vector<std::string>{"cell"});
    head.insert(head.end(), sweep.axes.begin(), sweep.axes.end());
    head.emplace_back("");
  }
  std::vector<std::string> row = {cell.id}, rest;
  for (std::size_t i = 0; i < cell.overrides.size(); ++i) {
    const auto& [axis, value] = cell.overrides[i];
    if (i < sweep.axes.size()) row.push_back(value);
    else rest.push_back(axis + " = " + value);
  }
  if (done) rest.emplace_back("done");
  row.push_back(cell.excluded.empty() ? join(rest, ", ") : cell.excluded);
  ++cells_;
  excluded_ += cell.excluded.empty() ? 0 : 1;
  done_ += cell.excluded.empty() && done ? 1 : 0;
  if (streams_) return print_row(row, widths_);
  held_.push_back(std::move(row));
  streams_ = held_.size() > kMostHeld || std::chrono::steady_clock::now() - begin_ > kLongestHeld;
  if (streams_) print_held();
}

void PlanTable::print_held() {
  for (const auto& row : held_) {
    widths_.resize(row.size(), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], row[i].size());
  }
  for (const auto& row : held_) print_row(row, widths_);
  std::cout << std::flush;
  held_.clear();
}

void PlanTable::end(const sweep::Sweep& sweep) {
  print_held();
  std::cout << "\n"
            << printable_lines(sweep.name) << ": " << count_of(cells_ - excluded_ - done_, "cell")
            << " to run";
  if (done_ > 0) std::cout << ", " << done_ << " done";
  if (excluded_ > 0) std::cout << ", " << excluded_ << " excluded";
  if (sweep.trials > 0)
    std::cout << "; " << count_of(static_cast<std::size_t>(sweep.trials), "trial")
              << " for every cell of the grid";
  std::cout << "\n";
}

}  // namespace serhost::cli
