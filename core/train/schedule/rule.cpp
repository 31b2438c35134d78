// Warm-up.
#include "train/schedule/rule.hpp"

#include <algorithm>
#include <cmath>

namespace serhost::train {

void declare(Schema<WarmUp>& schema) {
  schema.add("warmup", &WarmUp::warmup)
      .at_least(0)
      .help("rise from 0: below 1 a share of the updates, from 1 a count");
}

std::int64_t warmup_updates(double warmup, std::int64_t updates) {
  if (warmup <= 0.0) return 0;
  // 0.1 x 30 is a little over 3 in binary: the slack keeps that from becoming 4.
  const auto wanted =
      warmup < 1.0 ? std::ceil(warmup * static_cast<double>(updates) - 1e-9) : std::floor(warmup);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(wanted), 0,
                                  std::max<std::int64_t>(updates - 1, 0));
}

double ramp(double warmup, const Position& position) {
  const auto rise = warmup_updates(warmup, position.updates);
  return position.update < rise ? static_cast<double>(position.update) / static_cast<double>(rise)
                                : 1.0;
}

double progress(double warmup, const Position& position) {
  const auto rise = warmup_updates(warmup, position.updates);
  const auto after = static_cast<double>(std::max<std::int64_t>(position.updates - rise, 1));
  return std::min(static_cast<double>(position.update - rise) / after, 1.0);
}

}  // namespace serhost::train
