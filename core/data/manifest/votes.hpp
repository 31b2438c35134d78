// Votes of annotators, or intensities, by class.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/manifest/labels.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// By class name instead of by the corpus' labels; labels that are merged add up.
std::map<std::string, double> votes_by_class(const Utterance& utterance, LabelRule& rule);

/// Whether all of them are numbers that can be votes.
bool are_votes(const std::map<std::string, double>& votes);

/// Whether there is one above 0 for one of the classes.
bool has_votes(const Utterance& utterance, const std::vector<std::string>& classes);

/// The shares of the classes in the votes for any of them, in their order: sum 1. All NaN where
/// there are no votes. `utterance.votes` are by class.
std::vector<double> shares_of_votes(const Utterance& utterance,
                                    const std::vector<std::string>& classes);

/// Index of the class with the most votes; -1 where several have as many, or none has any.
std::int64_t majority(const Utterance& utterance, const std::vector<std::string>& classes);

}  // namespace serhost::data
