// Summarizes results. The main value pools the clips of a seed before evaluation: a fold with three
// clips then weighs three clips. The mean of folds, which papers print, is computed, too.
#include "run/summary.hpp"

#include <cmath>
#include <numeric>

#include "metrics/definitions.hpp"
#include "metrics/interval.hpp"

namespace serhost::run {
namespace {

using metrics::kNone;

double mean(const std::vector<double>& values) {
  if (values.empty()) return kNone;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Of a sample, n - 1 below; NaN under two values.
double deviation(const std::vector<double>& values) {
  if (values.size() < 2) return kNone;
  const double center = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - center) * (value - center);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

/// Means of the groups, in their order. A fold whose metric is undefined takes no part.
std::vector<double> means(const std::map<std::int64_t, std::vector<double>>& groups) {
  std::vector<double> out;
  for (const auto& [group, values] : groups) out.push_back(mean(values));
  return out;
}

}  // namespace

std::map<std::string, MetricSummary> summarize(
    const std::vector<Result>& results,
    const std::map<std::pair<std::int64_t, std::int64_t>, metrics::Outcomes>& outcomes) {
  if (results.empty()) return {};
  std::map<std::int64_t, metrics::Outcomes> pooled;
  for (const auto& [fold_and_seed, clips] : outcomes) {
    pooled.try_emplace(fold_and_seed.second, clips.emptied()).first->second.append(clips);
  }
  const auto names =
      pooled.empty() ? metrics::metric_names() : metrics::metric_names(pooled.begin()->second);
  std::vector<metrics::Outcomes> seeds;
  std::vector<metrics::Scores> scores;
  std::map<std::string, std::vector<double>> chance;
  for (auto& [seed, pool] : pooled) {
    for (const auto& [name, level] : metrics::chance_levels(pool.rows))
      chance[name].push_back(level);
    scores.push_back(metrics::score(pool));
    seeds.push_back(std::move(pool));
  }
  const auto intervals = metrics::intervals_over_speakers(seeds);

  std::map<std::string, MetricSummary> out;
  for (const auto& name : names) {
    std::map<std::int64_t, std::vector<double>> by_fold, by_seed;
    for (const auto& result : results) {
      const auto found = result.scores.metrics.find(name);
      if (found == result.scores.metrics.end() || std::isnan(found->second)) continue;
      const double value = found->second;
      by_fold[result.fold].push_back(value);
      by_seed[result.seed].push_back(value);
    }
    std::vector<double> of_seeds;
    for (const auto& score : scores) of_seeds.push_back(score.metrics.at(name));
    const auto& interval = intervals.at(name);
    auto& summary = out[name];
    summary.pooled = mean(of_seeds);
    summary.folds_mean = mean(means(by_seed));
    summary.folds_sd = deviation(means(by_fold));
    summary.seeds_sd = deviation(of_seeds);
    summary.low = interval.low;
    summary.high = interval.high;
    summary.method = interval.method;
    summary.chance = mean(chance[name]);
    if (interval.speakers > 0) summary.speakers = interval.speakers;
  }
  return out;
}

}  // namespace serhost::run
