// What processes agree upon, for those that do not know of tensors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace serhost::distributed {

struct Collective;

/// [run] The number that each process gives, by rank.
std::vector<std::int64_t> gather_numbers(Collective& all, std::int64_t mine);

/// [run] A number of each process, summed over all.
std::int64_t sum_of(Collective& all, std::int64_t mine);
double sum_of(Collective& all, double mine);

/// [run] True where it is so in any process.
bool any_of(Collective& all, bool mine);

/// [run] Rank 0's text.
std::string text_of_first(Collective& all, const std::string& mine);

/// [run] Goes on when all have come here.
void meet(Collective& all);

}  // namespace serhost::distributed
