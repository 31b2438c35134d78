// The time left is that of the cells that ended in this session.
#include "app/sweep_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "run/validation.hpp"

namespace serhost::app {

SweepProgress::SweepProgress(std::size_t cells, std::string figure, RunObserver& observer)
    : cells_(cells), figure_(std::move(figure)), observer_(observer) {}

void SweepProgress::reached(const std::string& cell, double validation) {
  if (best_ && !run::is_better(validation, *best_, figure_)) return;
  best_ = validation;
  best_cell_ = cell;
}

void SweepProgress::running(const std::string& cell, const std::string& line) {
  // A cell that has only just begun has no line yet.
  auto text = fmt::format("cell {}/{} {}: {}{}{}", settled_ + 1, cells_, cell, line,
                          line.empty() ? "" : "; ", left());
  if (best_)
    text += fmt::format("; best on validation so far: {}, {} {:.3f}", best_cell_, figure_, *best_);
  observer_.progress({text, 0, 0, ""});
}

void SweepProgress::ended(const std::string& cell, const std::string& what, double seconds) {
  ++settled_, ++ran_;
  seconds_ += seconds;
  auto lines = split(what, '\n');
  lines.front() = fmt::format("cell {}/{} {}: {}", settled_, cells_, cell, lines.front());
  lines.back() += fmt::format(" ({}); {}", duration_text(seconds), left());
  for (const auto& line : lines) observer_.log(line);
}

std::string SweepProgress::left() const {
  const auto open = cells_ - settled_;
  if (ran_ == 0 || open == 0) return fmt::format("{} left", count_of(open, "cell"));
  const double each = seconds_ / static_cast<double>(ran_);
  return fmt::format("{} left, {:.1f} an hour, about {}", count_of(open, "cell"),
                     3600.0 / std::max(each, 1e-3),
                     duration_text(each * static_cast<double>(open)));
}

}  // namespace serhost::app
