// Confidence intervals by bootstrap over speakers: clips of one speaker are not independent,
// speakers nearly are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/by_speaker.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics {

struct Interval {
  std::optional<double> low, high;  ///< absent where there is a reason not to give one
  std::string method;  ///< "BCa bootstrap over 10 speakers, 2000 draws, 95 %", or the reason
  std::size_t speakers = 0;
};

/// 95 % BCa intervals of all metrics, drawing speakers with replacement (a speaker's clips come
/// together, all seeds at once). `seeds[i]` holds the outcomes of one seed over the same test
/// clips; a draw's value is the mean over seeds. Absent under 5 speakers (kLeastSpeakers) or where
/// any speaker is unknown. Deterministic.
std::map<std::string, Interval> bootstrap_over_speakers(const std::vector<Outcomes>& seeds,
                                                        std::size_t draws = 2000);

/// One of them; throws std::logic_error for an unknown metric.
Interval bootstrap_over_speakers(const std::string& name, const std::vector<Outcomes>& seeds,
                                 std::size_t draws = 2000);

}  // namespace serhost::metrics
