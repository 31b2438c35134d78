// One corpus of a manifest: its audio's rates, channels and lengths, what became of its labels, and
// its counts against what is published.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

std::string corpus_text(const Manifest& manifest, std::size_t corpus);

/// A line a corpus: language, labels, speakers, clips and hours as found, the published clips and
/// speakers beside them, and why they differ. Of clips of the task's classes alone are the hours.
std::string corpora_table(const Manifest& manifest);

/// Keys "audio", "labels", "published".
nlohmann::ordered_json corpus_json(const Manifest& manifest, std::size_t corpus);

}  // namespace serhost::data
