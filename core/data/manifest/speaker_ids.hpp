// Checks whether speaker ids can be people. An audit that trusts ids which name a clip, a dialogue
// or an unknown speaker would find nothing shared.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "data/protocol/groups.hpp"

namespace serhost::data {

struct SpeakerIdWarnings {
  std::vector<std::string>
      sentences;  ///< each says of one corpus what is odd and what to do; empty: none
  std::set<std::string>
      catch_all_ids;  ///< ids that all clips of a corpus carry: sharing them shows nothing
};

/// Of `clips`: as many speakers as clips; one for all; a speaker's name that is the key's or the
/// session's; dialogues none of which has two speakers; one speaker with two genders, or on two
/// channels of a file.
SpeakerIdWarnings speaker_id_warnings(const Manifest& manifest, const Indices& clips);

}  // namespace serhost::data
