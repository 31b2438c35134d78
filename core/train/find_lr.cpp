// The loss of single batches is noisy: it is smoothed as Adam smooths gradients, with the same
// correction for the beginning.
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "train/trial.hpp"

namespace serhost::train {
namespace {

constexpr double kMemory = 0.9;   ///< of the smoothed loss
constexpr double kTooMuch = 4.0;  ///< times the best smoothed loss ends the search

}  // namespace

std::optional<double> steepest_fall(const std::vector<LrStep>& steps) {
  // The first values are of few batches; behind the lowest one there is only rise.
  const std::size_t begin = steps.size() / 10 + 1;
  if (steps.size() <= begin + 1) return std::nullopt;
  const auto lowest =
      std::min_element(steps.begin() + static_cast<std::ptrdiff_t>(begin), steps.end(),
                       [](const auto& a, const auto& b) { return a.smooth < b.smooth; });
  std::optional<double> out;
  double steepest = 0.0;
  const auto end = static_cast<std::size_t>(lowest - steps.begin());
  for (std::size_t i = begin; i < end; ++i) {
    const double slope =
        (steps[i + 1].smooth - steps[i - 1].smooth) / std::log(steps[i + 1].lr / steps[i - 1].lr);
    if (slope >= steepest) continue;
    steepest = slope;
    out = steps[i].lr;
  }
  return out;
}

LrSearch find_lr(const TrialJob& job, const LrRange& range) {
  SERHOST_CHECK(range.low > 0.0 && range.high > range.low && range.updates >= 10);
  Trial trial(job, range.updates);
  const double own = trial.fold().table.optimizer.lr;
  LrSearch out;
  double mean = 0.0, best = 0.0;
  for (std::int64_t i = 0; i < range.updates; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(range.updates - 1);
    const double lr = range.low * std::pow(range.high / range.low, share);
    double loss = 0.0;
    try {
      loss = trial.update(trial.next(), lr / own);
    } catch (const Error& error) {
      // The first batch has seen no step: its loss is not the rate's fault.
      if (error.exit() != Exit::failed || i == 0) throw;
      out.diverged = lr;
      break;
    }
    mean = kMemory * mean + (1.0 - kMemory) * loss;
    const double smooth = mean / (1.0 - std::pow(kMemory, static_cast<double>(i + 1)));
    out.steps.push_back({lr, loss, smooth});
    if (i == 0 || smooth < best) best = smooth;
    if (best > 0.0 && smooth > kTooMuch * best) {
      out.diverged = lr;
      break;
    }
  }
  out.suggested = steepest_fall(out.steps);
  return out;
}

}  // namespace serhost::train
