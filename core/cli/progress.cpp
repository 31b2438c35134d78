// Progress with rate and time left.
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "cli/shown_streams.hpp"
#include "cli/terminal.hpp"
#include "metrics/registry.hpp"
#include "report/escape.hpp"
#include "report/words.hpp"

namespace serhost::cli {
namespace {

/// The main metric of classification, or the first of another task; "" where there is none.
std::string shown_metric(const std::map<std::string, double>& values) {
  if (const auto& main = metrics::main_metric().name; values.contains(main)) return main;
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    if (name != "loss") names.push_back(name);
  }
  return names.empty() ? "" : metrics::in_table_order(std::move(names)).front();
}

/// "27 of 36 test clips right", or "36 test clips, MAE 0.081".
std::string tested_text(const FoldEnded& fold) {
  const auto n = fold.predictions.size();
  if (n == 0 || fold.predictions.front().truth >= 0) {
    std::size_t right = 0;
    for (const auto& prediction : fold.predictions)
      right += prediction.truth == prediction.predicted ? 1 : 0;
    return fmt::format("{} of {} test clips right", right, n);
  }
  const auto name = shown_metric(fold.metrics);
  return count_of(n, "test clip") +
         (name.empty()
              ? ""
              : fmt::format(", {} {:.3f}", report::title_of_metric(name), fold.metrics.at(name)));
}

}  // namespace

ProgressDisplay::ProgressDisplay(const Globals& globals)
    : quiet_(globals.quiet), verbose_(globals.verbose), terminal_(is_terminal(STDERR_FILENO)) {
  if (!globals.log) return;
  log_file_ = globals.log->string();
  log_.open(*globals.log, std::ios::app);
}

ProgressDisplay::~ProgressDisplay() { clear(); }

void ProgressDisplay::expect(std::int64_t epochs) {
  work_ = epochs;
  begin_ = Clock::now();
}

void ProgressDisplay::fold_started(const FoldStarted& fold) {
  log(
      fmt::format("seed {} fold {}/{} ({}): {} clips to train, {} to validate, {} to test; {} "
                  "parameters, {} trainable",
                  fold.seed, fold.fold, fold.folds, fold.name, fold.train, fold.validation,
                  fold.test, fold.parameters, fold.trainable));
  last_epoch_.clear();
}

void ProgressDisplay::epoch_ended(const EpochEnded& epoch) {
  ++done_;
  last_epoch_ = fmt::format("loss {:.3f}", epoch.train_loss);
  if (const auto name = shown_metric(epoch.validation); !name.empty())
    last_epoch_ += fmt::format(", validation {} {:.3f}", report::title_of_metric(name),
                               epoch.validation.at(name));
  const auto line = fmt::format("seed {} fold {} epoch {}/{}: {}{}, {:.1f} s", epoch.seed,
                                epoch.fold, epoch.epoch, epoch.epochs, last_epoch_,
                                epoch.best ? " (best)" : "", epoch.seconds);
  keep(line);
  if (verbose_ && !quiet_) say(line);
}

void ProgressDisplay::fold_ended(const FoldEnded& fold) {
  log(fmt::format("seed {} fold {} ({}): {}{}; {} of training", fold.seed, fold.fold, fold.name,
                  tested_text(fold),
                  fold.best_epoch > 0 ? fmt::format(", epoch {}", fold.best_epoch) : "",
                  duration_text(fold.train_seconds)));
}

void ProgressDisplay::progress(const Progress& progress) {
  if (quiet_) return;
  const auto now = Clock::now();
  if (progress.stage != stage_) {
    stage_ = progress.stage;
    stage_begin_ = now;
  }
  const double spent = std::chrono::duration<double>(now - stage_begin_).count();
  const double since_line = std::chrono::duration<double>(now - last_line_).count();
  if (!terminal_ && since_line < 15.0) return;
  auto line = stage_;
  if (progress.total > 0)
    line += fmt::format(" {}/{} {}", progress.done, progress.total, progress.unit);
  if (spent > 0.5 && progress.done > 0)
    line += fmt::format(", {:.0f} {}/s", static_cast<double>(progress.done) / spent, progress.unit);
  const double all = std::chrono::duration<double>(now - begin_).count();
  if (done_ > 0 && work_ > done_)
    line += fmt::format(", at most {} left", duration_text(all / static_cast<double>(done_) *
                                                           static_cast<double>(work_ - done_)));
  if (!last_epoch_.empty()) line += ", " + last_epoch_;
  if (terminal_) show(line);
  else say(line);
}

void ProgressDisplay::log(const std::string& line) {
  keep(line);
  if (!quiet_) say(line);
}

void ProgressDisplay::keep(const std::string& line) {
  if (!log_.is_open()) return;
  errno = 0;
  if (log_ << report::printable(line) << std::endl) return;
  say("warning: " + log_file_ + ": the log cannot be written" +
      (errno == 0 ? "" : std::string(": ") + std::strerror(errno)) + "; it ends here");
  log_.close();
}

void ProgressDisplay::show(const std::string& line) {
  const auto width = static_cast<std::size_t>(terminal_width() - 1);
  write_raw(std::cerr, "\r\x1b[K" + report::clipped(report::printable(line), width));
  std::cerr << std::flush;
  shown_ = true;
}

void ProgressDisplay::say(const std::string& line) {
  clear();
  std::cerr << report::printable(line) << std::endl;
  last_line_ = Clock::now();
}

void ProgressDisplay::clear() {
  if (shown_) write_raw(std::cerr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace serhost::cli
