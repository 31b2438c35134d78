// What was said before each clip of its dialogue: whole turns, never the clip itself unless that is
// asked for, and never anything behind it.
#pragma once

#include <cstdint>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// An utterance of a history.
struct HeardUtterance {
  std::size_t clip = 0;   ///< as Manifest::clip counts
  std::int64_t mark = 0;  ///< 2 * turn, and 1 more where another speaks than in the target; turns
                          ///< count from 0 in each history
};
using History = std::vector<HeardUtterance>;  ///< in the order in which they were said

/// The histories of all of Manifest::clips. A turn is all that one speaker says until another does;
/// within a dialogue utterances follow each other as `turn` says.
class Histories {
 public:
  Histories(const Manifest& manifest, const config::ConversationTable& rule);

  /// Of the target `clip`, an index into Manifest::clips. Empty: nothing was said before it.
  const History& of(std::size_t clip) const { return histories_.at(clip); }

  /// How many turns before the target it holds.
  std::int64_t turns_before(std::size_t clip) const { return turns_.at(clip); }

  /// What the histories of these targets hold, each clip once, ascending.
  std::vector<std::size_t> heard_by(const std::vector<std::size_t>& targets) const;

 private:
  std::vector<History> histories_;
  std::vector<std::int64_t> turns_;
};

/// Moves targets with fewer turns before them than `rule.shortest` to Manifest::heard; they count
/// as "(short history)" among what is left out. Faults (Exit::damaged, at the tables): targets
/// without dialogue, turn or speaker, and turns that two utterances of a dialogue share.
void leave_out_short_histories(Manifest& manifest, const config::ConversationTable& rule,
                               const std::vector<config::DatasetTable>& tables, Faults& faults);

/// Leaves out of Manifest::heard what stands in no history of a target, but for the few clips
/// without which two turns would become one. The histories stay as they are.
void leave_out_unheard(Manifest& manifest, const config::ConversationTable& rule);

}  // namespace serhost::data
