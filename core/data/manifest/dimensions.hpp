// Rated dimensions of a task: which there are, on which scale, and ratings of several corpora on
// one.
#pragma once

#include <vector>

#include "data/manifest/assemble.hpp"
#include "data/manifest/labels.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Those that the experiment names, else all of `rated` (how often each occurs): valence, arousal
/// and dominance first, the others by name. Each with the range of the first corpus that says one.
/// Faults: tables that name different ones, one that no clip is rated in, none at all.
std::vector<RatedDimension> choose_dimensions(const std::vector<Listing>& listings,
                                              const Counts& rated, Faults& faults);

/// Whether one of them is rated.
bool is_rated(const Utterance& utterance, const std::vector<RatedDimension>& dimensions);

/// Brings the ratings of every corpus to the ranges of `manifest.dimensions`, and says so among its
/// warnings. Faults: a rating that is no number or outside its corpus' range; a corpus without a
/// range beside one with a range.
void fit_ratings(Manifest& manifest, const std::vector<Listing>& listings, Faults& faults);

/// A rating on a scale from the ends `from` to the ends `to`.
double on_scale(double rating, const std::pair<double, double>& from,
                const std::pair<double, double>& to);

}  // namespace serhost::data
