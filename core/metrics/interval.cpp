// The speaker bootstrap. Each speaker is tallied once; a draw adds tallies, so all metrics share the same draws.
#include "metrics/interval.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "metrics/tally.hpp"

namespace serhost::metrics {
namespace {

/// Linear interpolation between order statistics, as numpy's default.
double percentile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

/// Tallies by seed and speaker, [seeds][speakers].
std::vector<std::vector<Tally>> tallies_by_speaker(const std::vector<Outcomes>& seeds, const std::map<std::string, std::size_t>& index) {
  std::vector<std::vector<Tally>> out;
  for (const auto& seed : seeds) {
    const std::span<const double> probabilities(seed.probabilities);
    out.emplace_back(index.size(), Tally(seed.classes));
    for (std::size_t i = 0; i < seed.truth.size(); ++i) {
      const auto row = probabilities.empty() ? probabilities : probabilities.subspan(i * seed.classes, seed.classes);
      out.back()[index.at(*seed.speakers[i])].add(seed.truth[i], seed.predicted[i], row);
    }
  }
  return out;
}

std::map<std::string, Interval> without(const std::string& reason, std::size_t speakers) {
  std::map<std::string, Interval> out;
  for (const auto& name : metric_names()) out[name] = {std::nullopt, std::nullopt, reason, speakers};
  return out;
}

}  // namespace

std::map<std::string, Interval> bootstrap_over_speakers(const std::vector<Outcomes>& seeds, std::size_t draws) {
  SERHOST_CHECK(draws > 0);
  std::map<std::string, std::size_t> index;
  std::size_t clips = 0;
  for (const auto& seed : seeds) {
    clips += seed.truth.size();
    if (seed.speakers.size() != seed.truth.size()) return without("no interval: speakers are unknown", 0);
    for (const auto& speaker : seed.speakers) {
      if (!speaker) return without("no interval: speakers are unknown", 0);
      index.emplace(*speaker, 0);
    }
  }
  if (clips == 0) return without("no interval: no test clips", 0);
  std::size_t next = 0;
  for (auto& [speaker, position] : index) position = next++;
  if (index.size() < kLeastSpeakers) {
    return without("no interval: " + std::to_string(index.size()) + (index.size() == 1 ? " speaker" : " speakers") +
                       ", but at least " + std::to_string(kLeastSpeakers) + " are needed", index.size());
  }

  const auto tallies = tallies_by_speaker(seeds, index);
  std::map<std::string, std::vector<double>> drawn;
  Random random(stream_seed(0, "bootstrap over speakers"));
  std::vector<double> times(index.size());
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::fill(times.begin(), times.end(), 0.0);
    for (std::size_t k = 0; k < times.size(); ++k) times[random.below(times.size())] += 1.0;
    std::map<std::string, double> sum;
    std::size_t counted = 0;
    for (std::size_t s = 0; s < seeds.size(); ++s) {
      Tally total(seeds[s].classes);
      for (std::size_t k = 0; k < times.size(); ++k) {
        if (times[k] > 0.0) total.add(tallies[s][k], times[k]);
      }
      if (total.empty()) continue;  // seeds with test parts of their own may miss all drawn speakers
      ++counted;
      for (const auto& [name, value] : total.metrics()) sum[name] += value;
    }
    for (const auto& [name, value] : sum) drawn[name].push_back(value / static_cast<double>(counted));
  }

  std::map<std::string, Interval> out;
  const auto method = "bootstrap over " + std::to_string(index.size()) + " speakers, " + std::to_string(draws) + " draws, 95 %";
  for (auto& [name, values] : drawn) {
    if (std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) {
      out[name] = {std::nullopt, std::nullopt, "no interval: the metric is undefined", index.size()};
      continue;
    }
    std::sort(values.begin(), values.end());
    out[name] = {percentile(values, 0.025), percentile(values, 0.975), method, index.size()};
  }
  return out;
}

Interval bootstrap_over_speakers(const std::string& name, const std::vector<Outcomes>& seeds, std::size_t draws) {
  const auto& names = metric_names();
  SERHOST_CHECK(std::find(names.begin(), names.end(), name) != names.end());
  return bootstrap_over_speakers(seeds, draws).at(name);
}

}  // namespace serhost::metrics
