// The jackknife over speakers of one system.
#include "metrics/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/jackknife.hpp"

namespace serhost::metrics {
namespace {

Interval interval_of(const MetricInfo& metric, const BySpeaker& clips, double whole,
                     const std::vector<double>& left_out) {
  const auto speakers = clips.speakers().size();
  const double effective = effective_units(clips.shares(metric.by_class));
  const auto none = [&](const std::string& reason) {
    return Interval{std::nullopt, std::nullopt, "no interval: " + reason, speakers};
  };
  if (std::isnan(whole)) return none("the metric is undefined");
  if (const auto reason = reason_against_jackknife(metric, clips, effective); !reason.empty())
    return none(reason);
  const auto estimate = jackknife(whole, left_out, effective);
  if (!estimate.has_spread()) {
    return none(estimate.freedom > 0.0 ? "all speakers are alike"
                                       : "the metric is undefined without one of the speakers");
  }
  const auto limits = t_limits_between(estimate, metric.lowest, metric.highest);
  if (!limits) return none("the metric is at its bound");
  return {limits->first, limits->second, method_of(estimate, "speaker"), speakers};
}

}  // namespace

std::string reason_against_jackknife(const MetricInfo& metric, const BySpeaker& clips,
                                     double effective) {
  if (metric.by_class && clips.one_speaker_has_a_class())
    return "all clips of a class are of one speaker";
  if (effective >= kLeastEffective) return "";
  return fmt::format("{}, but most clips{} are of so few that they count as {:.1f}",
                     count_of(clips.speakers().size(), "speaker"),
                     metric.by_class ? ", or those of a class," : "", effective);
}

MetricInfo metric_called(const std::string& name) {
  const auto* const found = find_metric(name);
  auto out =
      found == nullptr ? MetricInfo{.name = name, .title = name, .unit = Unit::plain} : *found;
  if (out.unit == Unit::percent) {
    out.lowest = std::max(out.lowest, 0.0);
    out.highest = std::min(out.highest, 1.0);
  }
  return out;
}

std::string method_of(const Estimate& estimate, const std::string& unit) {
  auto out = "jackknife t over " + count_of(estimate.units, unit);
  if (estimate.freedom + 1.5 < static_cast<double>(estimate.units))
    out += fmt::format(" of unequal size, which count as {:.1f}", estimate.freedom + 1.0);
  return out + ", 95 %";
}

std::map<std::string, Interval> intervals_over_speakers(const std::vector<Outcomes>& seeds) {
  const BySpeaker clips(seeds);
  std::map<std::string, Interval> out;
  if (!clips.reason().empty()) {
    for (const auto& name : seeds.empty() ? metric_names() : metric_names(seeds.front())) {
      out[name] = {std::nullopt, std::nullopt, "no interval: " + clips.reason(),
                   clips.speakers().size()};
    }
    return out;
  }
  std::map<std::string, std::vector<double>> left_out;
  for (std::size_t k = 0; k < clips.speakers().size(); ++k) {
    for (const auto& [name, value] : clips.metrics_without(k)) left_out[name].push_back(value);
  }
  for (const auto& [name, value] : clips.metrics())
    out[name] = interval_of(metric_called(name), clips, value, left_out.at(name));
  return out;
}

Interval interval_over_speakers(const std::string& name, const std::vector<Outcomes>& seeds) {
  const auto names = seeds.empty() ? metric_names() : metric_names(seeds.front());
  SERHOST_CHECK(std::find(names.begin(), names.end(), name) != names.end());
  return intervals_over_speakers(seeds).at(name);
}

}  // namespace serhost::metrics
