// One corpus of a manifest: its audio's rates, channels and lengths, what became of its labels, and
// its counts against what is published.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

std::string corpus_text(const Manifest& manifest, std::size_t corpus);

/// Keys "audio", "labels", "published".
nlohmann::ordered_json corpus_json(const Manifest& manifest, std::size_t corpus);

}  // namespace serhost::data
