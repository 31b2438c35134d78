// Reads all audio once, before anything is built on it: what cannot be used is named, and what can
// is fingerprinted, so that a later change is noticed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

struct Damage {
  std::size_t clip = 0;
  Exit exit = Exit::damaged;  ///< missing: its file is not there
  std::string text;           ///< a sentence that names the clip
};

/// Called as (done, total) from one thread at a time.
using Reading = std::function<void(std::size_t, std::size_t)>;

/// Clips that cannot be decoded, last longer or shorter than said, hold one value throughout, or
/// are not what their list's column `sha256` says; in the order of the clips. Sets the digest of
/// all others, the length of those whose length was not known, and Manifest::audio_notes. Not of
/// Manifest::heard: see with_heard.
std::vector<Damage> verify(Manifest& manifest, const Reading& progress = {});

/// The same for a run, of all that it hears: drops the damaged clips and tells them as read_headers
/// does. Hash and folds made before are then stale: true where any clip was dropped.
bool check_audio(Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                 Faults& faults, const Reading& progress = {});

}  // namespace serhost::data
