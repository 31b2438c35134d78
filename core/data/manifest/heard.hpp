// Clips that are no targets of a task of dialogues, but stand in the histories of others.
#pragma once

#include <functional>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// The order of Manifest::clips and Manifest::heard.
bool by_corpus_and_key(const Clip& a, const Clip& b);

/// Moves the clips that `moved` says from Manifest::clips to Manifest::heard.
void hear(Manifest& manifest, const std::function<bool(const Clip&)>& moved);

/// Calls `work` while the heard clips are among the others, in their order: for what looks at every
/// file. What `work` drops is gone from both.
void with_heard(Manifest& manifest, const std::function<void(Manifest&)>& work);

}  // namespace serhost::data
