// The speaker bootstrap of one system.
#include "metrics/interval.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "metrics/bca.hpp"

namespace serhost::metrics {

std::map<std::string, Interval> bootstrap_over_speakers(const std::vector<Outcomes>& seeds,
                                                        std::size_t draws) {
  SERHOST_CHECK(draws > 0);
  const BySpeaker clips(seeds);
  const auto speakers = clips.speakers().size();
  std::map<std::string, Interval> out;
  if (!clips.reason().empty()) {
    for (const auto& name : seeds.empty() ? metric_names() : metric_names(seeds.front()))
      out[name] = {std::nullopt, std::nullopt, "no interval: " + clips.reason(), speakers};
    return out;
  }

  std::vector<double> times(speakers, 1.0);
  const auto whole = clips.metrics(times);
  std::map<std::string, std::vector<double>> drawn, left_out;
  const auto keep = [](std::map<std::string, std::vector<double>>& in,
                       const std::map<std::string, double>& metrics) {
    for (const auto& [name, value] : metrics) in[name].push_back(value);
  };
  for (auto& one : times) {
    one = 0.0;
    keep(left_out, clips.metrics(times));
    one = 1.0;
  }
  Random random(stream_seed(0, "bootstrap over speakers"));
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::fill(times.begin(), times.end(), 0.0);
    for (std::size_t k = 0; k < speakers; ++k) times[random.below(speakers)] += 1.0;
    keep(drawn, clips.metrics(times));
  }

  const auto method = "BCa bootstrap over " + std::to_string(speakers) + " speakers, " +
                      std::to_string(draws) + " draws, 95 %";
  for (auto& [name, values] : drawn) {
    if (std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) {
      out[name] = {std::nullopt, std::nullopt, "no interval: the metric is undefined", speakers};
      continue;
    }
    const auto [low, high] = bca_limits(whole.at(name), std::move(values), left_out.at(name));
    out[name] = {low, high, method, speakers};
  }
  return out;
}

Interval bootstrap_over_speakers(const std::string& name, const std::vector<Outcomes>& seeds,
                                 std::size_t draws) {
  const auto names = seeds.empty() ? metric_names() : metric_names(seeds.front());
  SERHOST_CHECK(std::find(names.begin(), names.end(), name) != names.end());
  return bootstrap_over_speakers(seeds, draws).at(name);
}

}  // namespace serhost::metrics
