// Confidence intervals by the jackknife over speakers: clips of one speaker are not independent,
// speakers nearly are.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/by_speaker.hpp"
#include "metrics/estimate.hpp"
#include "metrics/registry.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics {

struct Interval {
  std::optional<double> low, high;  ///< absent where there is a reason not to give one
  std::string method;               ///< "jackknife t over 10 speakers, 95 %", or the reason
  std::size_t speakers = 0;
};

/// 95 % intervals of all metrics, from what each would be without one of the speakers (a speaker's
/// clips go together, all seeds at once); Student's t on the scale log((x - lowest) / (highest -
/// x)). `seeds[i]` holds the outcomes of one seed; a value is the mean over seeds. Absent under 5
/// speakers (kLeastSpeakers), where any speaker is unknown, where leaving one out takes a class
/// along that the metric counts, or at a bound.
std::map<std::string, Interval> intervals_over_speakers(const std::vector<Outcomes>& seeds);

/// One of them; throws std::logic_error for an unknown metric.
Interval interval_over_speakers(const std::string& name, const std::vector<Outcomes>& seeds);

/// Why the jackknife over these speakers says nothing of this metric ("all clips of a class are of
/// one speaker"), or "".
std::string reason_against_jackknife(const MetricInfo& metric, const BySpeaker& clips,
                                     double effective);

/// The registered metric, a percentage with its bounds 0 and 1; one without bounds where the name
/// is not registered.
MetricInfo metric_called(const std::string& name);

/// "jackknife t over 10 speakers, 95 %"; where they are so unequal that they count as fewer, it
/// says as how many.
std::string method_of(const Estimate& estimate, const std::string& unit);

}  // namespace serhost::metrics
