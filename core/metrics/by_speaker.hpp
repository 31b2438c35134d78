// Test clips tallied by speaker, the unit that is drawn, left out or swapped: clips of one speaker
// are not independent, speakers nearly are.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "metrics/scores.hpp"
#include "metrics/tally.hpp"

namespace serhost::metrics {

/// Fewer speakers than this say nothing about other speakers.
inline constexpr std::size_t kLeastSpeakers = 5;

class BySpeaker {
 public:
  /// `seeds[i]` holds the outcomes of one seed.
  explicit BySpeaker(const std::vector<Outcomes>& seeds);

  /// Why speakers cannot be drawn ("speakers are unknown"), or "".
  const std::string& reason() const { return reason_; }
  /// Sorted; those of all seeds together.
  const std::vector<std::string>& speakers() const { return speakers_; }
  /// [seeds][speakers]
  const std::vector<std::vector<Tally>>& tallies() const { return tallies_; }

  /// All metrics with speaker k counted times[k] over: the mean over the seeds that have any of
  /// these clips.
  std::map<std::string, double> metrics(std::span<const double> times) const;

 private:
  std::vector<std::string> speakers_;
  std::vector<std::vector<Tally>> tallies_;
  std::string reason_;
};

}  // namespace serhost::metrics
