// Two passes, so that moments do not cancel for large means.
#include "metrics/agreement.hpp"

#include <algorithm>
#include <cmath>

namespace serhost::metrics {

Agreement agreement(std::span<const RatedPair> pairs) {
  Agreement out;
  double clips = 0.0, sum_x = 0.0, sum_y = 0.0;
  for (const auto& pair : pairs) {
    clips += pair.times;
    sum_x += pair.times * pair.truth;
    sum_y += pair.times * pair.predicted;
  }
  if (!(clips > 0.0)) return out;
  const double mean_x = sum_x / clips, mean_y = sum_y / clips;
  double xx = 0.0, yy = 0.0, xy = 0.0, absolute = 0.0, squared = 0.0;
  for (const auto& pair : pairs) {
    const double dx = pair.truth - mean_x, dy = pair.predicted - mean_y;
    const double error = pair.predicted - pair.truth;
    xx += pair.times * dx * dx;
    yy += pair.times * dy * dy;
    xy += pair.times * dx * dy;
    absolute += pair.times * std::abs(error);
    squared += pair.times * error * error;
  }
  out.mae = absolute / clips;
  out.rmse = std::sqrt(squared / clips);
  const double shift = mean_x - mean_y;
  const double spread = (xx + yy) / clips + shift * shift;
  if (spread > 0.0) out.ccc = 2.0 * xy / clips / spread;
  // Rounding may carry a perfect correlation over 1.
  if (xx > 0.0 && yy > 0.0) out.pearson = std::clamp(xy / std::sqrt(xx) / std::sqrt(yy), -1.0, 1.0);
  return out;
}

}  // namespace serhost::metrics
