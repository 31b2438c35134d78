// clips.csv of a run: which audio it read, so that a later change of a file is detected.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// key,seconds,sha256 with a line a clip, those of Manifest::heard last; the hash is Clip::digest.
std::string clips_csv(const Manifest& manifest);

/// A sentence for each clip whose audio is not what the list says, that the list lacks, or that
/// only the list has. Clips whose digest is not known are not compared. `file` is for messages;
/// throws DataError where it is no such list.
std::vector<std::string> changed_clips(const Manifest& manifest, std::string_view list,
                                       const std::string& file);

/// SHA-256 over the digests of all clips, in the order of clips_csv.
std::string audio_hash(const Manifest& manifest);

}  // namespace serhost::data
