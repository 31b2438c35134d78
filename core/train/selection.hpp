// Which epoch is kept, and when to stop waiting for a better one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace serhost::train {

class Selection {
 public:
  /// `metric`: a selectable one, which says whether more or less is better. Without `patience`
  /// training never stops early.
  Selection(std::string metric, std::optional<std::int64_t> patience);

  /// True where this epoch (from 1) is the best so far. A tie goes to the earlier epoch; NaN is
  /// never better, but the first epoch is kept in any case. An absent value (no validation part)
  /// keeps every later epoch.
  bool offer(std::int64_t epoch, std::optional<double> value);

  bool exhausted() const;  ///< `patience` epochs in a row were no better
  std::int64_t best_epoch() const { return best_epoch_; }
  std::optional<double> best() const { return best_; }
  const std::string& metric() const { return metric_; }

 private:
  std::string metric_;
  std::optional<std::int64_t> patience_;
  std::optional<double> best_;
  std::int64_t best_epoch_ = 0, last_epoch_ = 0;
};

}  // namespace serhost::train
