// A small part of a corpus for a smoke run.
#pragma once

#include <cstdint>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Keeps at most `clips` clips: class by class in turn, and within a class speaker by speaker, so
/// that the first speakers have a clip of every class and speaker-independent protocols still work.
/// The same clips every time. Where dialogues are heard, `rule` says which of the others still are.
void limit_clips(Manifest& manifest, std::int64_t clips,
                 const config::ConversationTable& rule = {});

}  // namespace serhost::data
