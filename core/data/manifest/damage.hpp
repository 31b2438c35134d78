// Reports clips that cannot be used: every one of them up to a bound, as a fault of their corpus
// or, where it says skip_damaged, in Manifest::damaged. They are never dropped in silence.
#pragma once

#include <string>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// The sentences on a line each after `head`, "and 5 more" behind the first 20; a single one stands
/// behind `head` itself.
std::string told(const std::string& head, const std::vector<std::string>& sentences);

/// Of one corpus. Nothing happens where there are none.
void tell_damaged(std::vector<DroppedClip> clips, const config::DatasetTable& table,
                  Manifest& manifest, Faults& faults);

/// Files of one corpus that are not there, a sentence each; always a fault (66). `files`: how many
/// the corpus names.
void tell_missing(const std::vector<std::string>& sentences, std::size_t files,
                  const config::DatasetTable& table, Faults& faults);

}  // namespace serhost::data
