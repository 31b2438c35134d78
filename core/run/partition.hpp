// The signature's field `folds`: how a corpus was divided, and which of its folds a run holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace serhost::run {

/// "k-fold, 10 folds, 5f0c6e…", and ", only 3, 7 of 10" where a run does not hold all `folds`.
/// `hash` is of the whole partition.
std::string partition_text(const std::string& protocol, std::size_t folds, const std::string& hash,
                           const std::vector<std::int64_t>& run);

/// How many folds such a text says were run, and of how many; 0 of 0 where it is of all, or of
/// several partitions.
std::pair<std::size_t, std::size_t> folds_in(const std::string& text);

/// The field of runs that are one experiment together. Where they are of one partition, the text
/// that a single run of all their folds would have, but for ", not all with every seed" where
/// `every_seed` is false; else the texts of all, joined by " + ".
std::string joined_partitions(const std::set<std::string>& texts, bool every_seed);

}  // namespace serhost::run
