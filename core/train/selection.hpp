// Which epoch is kept, and when to stop waiting for a better one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace serhost::train {

class Selection {
 public:
  /// `figure`: wa, ua, wf1, macro_f1 (more is better) or loss (less is better). Without `patience`
  /// training never stops early.
  Selection(std::string figure, std::optional<std::int64_t> patience);

  /// True where this epoch (from 1) is the best so far. A tie goes to the earlier epoch; NaN is
  /// never better, but the first epoch is kept in any case. An absent value (no validation part)
  /// keeps every later epoch.
  bool offer(std::int64_t epoch, std::optional<double> value);

  bool exhausted() const;  ///< `patience` epochs in a row were no better
  std::int64_t best_epoch() const { return best_epoch_; }
  std::optional<double> best() const { return best_; }
  const std::string& figure() const { return figure_; }

 private:
  std::string figure_;
  std::optional<std::int64_t> patience_;
  std::optional<double> best_;
  std::int64_t best_epoch_ = 0, last_epoch_ = 0;
};

}  // namespace serhost::train
