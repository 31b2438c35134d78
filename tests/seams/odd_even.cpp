// A protocol: clips of odd numbers are tested in one fold, those of even numbers in the other.
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

void odd_even(const Draw& draw, Folds& folds) {
  Indices parts[2];
  for (std::size_t i = 0; i < draw.manifest.clips.size(); ++i) parts[i % 2].push_back(i);
  folds.folds.push_back(fold_with(draw, 1, "even", std::move(parts[0])));
  folds.folds.push_back(fold_with(draw, 2, "odd", std::move(parts[1])));
}

SERHOST_PROTOCOL(odd_even, "odd-even", "clips of odd and of even numbers", 900, no_keys);

}  // namespace
}  // namespace serhost::data
