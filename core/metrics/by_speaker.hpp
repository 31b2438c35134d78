// Test clips tallied by speaker, the unit that is left out: clips of one speaker are not
// independent, speakers nearly are.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "metrics/scores.hpp"
#include "metrics/tally.hpp"

namespace serhost::metrics {

/// Fewer speakers than this say nothing about other speakers.
inline constexpr std::size_t kLeastSpeakers = 5;
/// With fewer units, speakers or folds, no difference is tested: what they show is their own.
inline constexpr std::size_t kLeastTested = 6;

class BySpeaker {
 public:
  /// `seeds[i]` holds the outcomes of one seed.
  explicit BySpeaker(const std::vector<Outcomes>& seeds);

  /// Why there is nothing to compute from speakers ("speakers are unknown"), or "".
  const std::string& reason() const { return reason_; }
  /// Sorted; those of all seeds together.
  const std::vector<std::string>& speakers() const { return speakers_; }
  /// All metrics of the clips of all speakers: the mean over the seeds that have any.
  std::map<std::string, double> metrics() const;
  /// The same without the speaker at `k` of speakers().
  std::map<std::string, double> metrics_without(std::size_t k) const;

  /// Each speaker's shares of the clips (one row), or of the clips of each class that is there (a
  /// row per class), all seeds together.
  std::vector<std::vector<double>> shares(bool by_class) const;
  /// Whether leaving one speaker out takes a class along: of some class, a seed has the clips of
  /// that speaker alone.
  bool one_speaker_has_a_class() const;

 private:
  std::vector<std::vector<double>> supports(std::size_t seed) const;  ///< [classes][speakers]

  std::vector<std::string> speakers_;
  std::vector<std::vector<Tally>> tallies_;  ///< [seeds][speakers]
  std::vector<std::vector<double>> clips_;   ///< [seeds][speakers]: how many
  std::vector<Tally> totals_;                ///< of all speakers, by seed
  bool of_rows_ = false;                     ///< of a task whose metrics are no sums over clips
  std::vector<SortedRows> rows_;             ///< of such a task, by seed
  std::vector<std::vector<std::size_t>> speaker_of_;  ///< [seeds][rows]: index into speakers_
  std::string reason_;
};

}  // namespace serhost::metrics
