// Selection of the best epoch.
#include "train/selection.hpp"

#include <cmath>

#include "metrics/registry.hpp"

namespace serhost::train {

Selection::Selection(std::string metric, std::optional<std::int64_t> patience)
    : metric_(std::move(metric)), patience_(patience) {}

bool Selection::offer(std::int64_t epoch, std::optional<double> value) {
  last_epoch_ = epoch;
  const bool first = best_epoch_ == 0;
  const bool better = !value || first ||
                      (!best_ || std::isnan(*best_) ? !std::isnan(*value)
                                                    : metrics::is_better(*value, *best_, metric_));
  if (!better) return false;
  best_epoch_ = epoch;
  best_ = value;
  return true;
}

bool Selection::exhausted() const { return patience_ && last_epoch_ - best_epoch_ >= *patience_; }

}  // namespace serhost::train
