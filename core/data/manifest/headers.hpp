// Checks of the audio without decoding: files exist, their lengths, sections lie inside.
#pragma once

#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Sets `seconds` of every clip from its file's header and drops clips that cannot be used. Missing
/// files are a fault per corpus (66), unreadable ones too (65); where the corpus says skip_damaged
/// both go to Manifest::damaged, unless no file is there at all. `tables` as Manifest::corpora.
void read_headers(Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                  Faults& faults);

}  // namespace serhost::data
