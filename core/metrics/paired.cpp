// One estimate a metric; interval, p and everything after it are read off that estimate.
#include "metrics/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "metrics/jackknife.hpp"

namespace serhost::metrics {
namespace {

using Values = std::map<std::string, double>;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

Difference undecided(double first, double second, const std::string& reason, std::size_t units) {
  Difference out{first, second, {}, {}, kUnknown};
  out.estimate.value = second - first;
  out.estimate.units = units;
  out.interval = {std::nullopt, std::nullopt, "no interval: " + reason, units};
  return out;
}

Difference decided(const MetricInfo& metric, double first, double second, const Estimate& estimate,
                   const std::string& unit) {
  Difference out{first, second, estimate, {}, p_of(estimate)};
  out.interval.speakers = estimate.units;
  const auto limits = t_limits(estimate);
  if (!limits) {
    out.interval.method = "no interval: all " + unit + "s show the same difference";
    return out;
  }
  const double most = metric.highest - metric.lowest;
  out.interval.low = std::max(limits->first, -most);
  out.interval.high = std::min(limits->second, most);
  out.interval.method = method_of(estimate, unit);
  return out;
}

/// Means over seeds of all metrics.
Values values_of(const std::vector<Outcomes>& seeds) {
  Values out;
  for (const auto& seed : seeds) {
    for (const auto& [name, value] : score(seed).metrics)
      out[name] += value / static_cast<double>(seeds.size());
  }
  return out;
}

void check_pair(const std::vector<Outcomes>& first, const std::vector<Outcomes>& second) {
  SERHOST_CHECK(!first.empty() && !second.empty());
  for (const auto* seeds : {&first, &second}) {
    for (const auto& seed : *seeds) SERHOST_CHECK(seed.classes == first.front().classes);
  }
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    SERHOST_CHECK(first[i].size() == second[i].size());
}

}  // namespace

std::map<std::string, Difference> compare_over_speakers(const std::vector<Outcomes>& first,
                                                        const std::vector<Outcomes>& second) {
  check_pair(first, second);
  const BySpeaker before(first), after(second);
  SERHOST_CHECK(before.reason() == after.reason() && before.speakers() == after.speakers());
  const auto speakers = before.speakers().size();
  std::map<std::string, Difference> out;
  if (!before.reason().empty()) {
    const auto a = values_of(first), b = values_of(second);
    for (const auto& name : metric_names(first.front()))
      out[name] = undecided(a.at(name), b.at(name), before.reason(), speakers);
    return out;
  }
  const auto a = before.metrics(), b = after.metrics();
  std::map<std::string, std::vector<double>> left_out;
  for (std::size_t k = 0; k < speakers; ++k) {
    const auto without = before.metrics_without(k);
    for (const auto& [name, value] : after.metrics_without(k))
      left_out[name].push_back(value - without.at(name));
  }
  const double of_clips = effective_units(before.shares(false)),
               of_classes = effective_units(before.shares(true));
  for (const auto& name : metric_names(first.front())) {
    const auto metric = metric_called(name);
    const double effective = metric.by_class ? of_classes : of_clips;
    const auto reason = reason_against_jackknife(metric, before, effective);
    const auto estimate = jackknife(b.at(name) - a.at(name), left_out.at(name), effective);
    out[name] = !reason.empty() ? undecided(a.at(name), b.at(name), reason, speakers)
                : estimate.freedom > 0.0
                    ? decided(metric, a.at(name), b.at(name), estimate, "speaker")
                    : undecided(a.at(name), b.at(name), "the metric is undefined", speakers);
  }
  return out;
}

std::map<std::string, Difference> compare_over_folds(
    const std::vector<std::vector<Outcomes>>& first,
    const std::vector<std::vector<Outcomes>>& second) {
  SERHOST_CHECK(first.size() == second.size());
  std::vector<Values> before, after;
  for (std::size_t fold = 0; fold < first.size(); ++fold) {
    check_pair(first[fold], second[fold]);
    before.push_back(values_of(first[fold]));
    after.push_back(values_of(second[fold]));
  }
  std::map<std::string, Difference> out;
  if (first.empty()) return out;
  for (const auto& name : metric_names(first.front().front())) {
    std::vector<double> a, b, differences;
    for (std::size_t fold = 0; fold < first.size(); ++fold) {
      const double own = after[fold].at(name) - before[fold].at(name);
      if (std::isnan(own)) continue;
      a.push_back(before[fold].at(name));
      b.push_back(after[fold].at(name));
      differences.push_back(own);
    }
    if (differences.empty()) {
      out[name] = undecided(kUnknown, kUnknown, "the metric is undefined", 0);
      continue;
    }
    const auto estimate = mean_of(differences);
    out[name] =
        estimate.freedom > 0.0
            ? decided(metric_called(name), mean_of(a).value, mean_of(b).value, estimate, "fold")
            : undecided(mean_of(a).value, mean_of(b).value, "there is one fold", 1);
  }
  return out;
}

}  // namespace serhost::metrics
