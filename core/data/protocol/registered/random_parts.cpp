// emotion2vec's protocol of the language sets: shuffled once into k parts; fold i tests part i,
// validates on the next and trains on the rest (80/10/10 for k = 10).
#include <algorithm>

#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

/// Parts of floor(N / k) clips; the remainder, fewer than k clips, is never tested.
void random_parts(const Draw& draw, Folds& folds) {
  const auto k = static_cast<std::size_t>(draw.protocol.k);
  auto order = all_clips(draw.manifest);
  if (k < 3 || order.size() < k)
    return draw.fault("k must be at least 3 and at most the number of clips, " +
                      std::to_string(order.size()) + "; found " + std::to_string(draw.protocol.k));
  Random random(stream_seed(draw.seed, "random-parts"));
  random.shuffle(order);
  const auto size = order.size() / k;
  const auto part = [&](std::size_t p) {
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(p * size);
    Indices out(begin, begin + static_cast<std::ptrdiff_t>(size));
    std::sort(out.begin(), out.end());
    return out;
  };
  for (std::size_t f = 0; f < k; ++f) {
    auto fold = fold_with(draw, f + 1, "part " + std::to_string(f + 1), part(f));
    fold.validation = part((f + 1) % k);
    fold.train = rest_of(fold.train, fold.validation);
    folds.folds.push_back(std::move(fold));
  }
  if (const auto rest = order.size() - k * size; rest > 0)
    folds.notes.push_back(std::to_string(rest) + " of " + std::to_string(order.size()) +
                          " clips are never tested: parts are of " + std::to_string(size));
}

void random_parts_keys(Schema<config::ProtocolTable>& schema) {
  schema.add("k", &config::ProtocolTable::k)
      .at_least(2)
      .at_most(1e6)
      .help("how many parts, at least 3");
}

SERHOST_PROTOCOL(random_parts, "random-parts",
                 "k random parts, each tested once and validated on once", 25, random_parts_keys);

}  // namespace
}  // namespace serhost::data
