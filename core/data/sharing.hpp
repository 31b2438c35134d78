// What the parts of a fold have in common. One finder serves the leak check of a run and the audit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/folds.hpp"

namespace serhost::data {

enum class Shared { key, audio, samples, speaker, session };
const char* name_of(Shared kind);  ///< "keys", "audio", "samples", "speakers", "sessions"

/// One thing that is in two parts of a fold.
struct Sharing {
  std::int64_t fold = 1;
  std::string fold_name;
  Shared kind = Shared::key;
  std::string what;              ///< the key, file, speaker or session
  std::string first, second;     ///< parts: "train" or "validation", then "test"; or "train", "validation"
  std::size_t in_first = 0, in_second = 0;  ///< clips
};

/// `digests`: one per clip, or empty. Where the validation part is the test part, the two are not compared.
std::vector<Sharing> find_sharing(const Manifest& manifest, const Folds& folds, const std::vector<std::string>& digests = {});

}  // namespace serhost::data
