// An explanation for people and for programs.
#pragma once

#include <string>

#include "app/explain.hpp"

namespace serhost::app {

/// One line: "key", "of", "predicted", "score", "baseline", "input", "gradients" {"seconds", "sum",
/// "points", "scaled", "values"}, "occlusion", "attention" (null where there is none), "bands"
/// [{"low", "high", "fall"}].
std::string explained_json(const Explained& one);

/// Columns key, of, kind (gradient, occlusion, attention: seconds; band: Hz), from, to, value.
std::string explained_csv_header();
std::string explained_csv(const Explained& one);

/// "a: sadness, score 1.23; decided by 0.40 to 0.60 s, 1206 to 1527 Hz": the longest stretch around
/// the piece whose quiet makes the score fall most in which it falls at least half as much, and
/// the band.
std::string explained_words(const Explained& one);

}  // namespace serhost::app
