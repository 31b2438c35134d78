// What runs of one experiment are called together.
#pragma once

#include <string>
#include <vector>

namespace serhost::run {

/// One name of several, which names all of what they differ in: cells "lstm-seed1-0f3a…" and
/// "lstm-seed2-77bc…" of a sweep are "lstm-seeds1,2" together (the last word, the hash of one cell,
/// goes). Names that are not made alike are listed, the first three of them.
std::string joined_name(const std::vector<std::string>& names);

}  // namespace serhost::run
