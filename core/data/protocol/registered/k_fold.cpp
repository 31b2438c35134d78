// Each unit is tested once.
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

void k_fold(const Draw& draw, Folds& folds) {
  if (draw.protocol.k < 2)
    return draw.fault("k must be at least 2, found " + std::to_string(draw.protocol.k));
  const auto k = static_cast<std::size_t>(draw.protocol.k);
  const auto groups = protocol_groups(draw, k, folds);
  if (groups.empty()) return;
  Random random(stream_seed(draw.seed, "k-fold"));
  auto folds_out = split_into_folds(groups, k, draw.protocol.stratify, random);
  for (std::size_t f = 0; f < k; ++f)
    folds.folds.push_back(
        fold_with(draw, f + 1, "fold " + std::to_string(f + 1), std::move(folds_out[f])));
}

void k_fold_keys(Schema<config::ProtocolTable>& schema) {
  schema.add("k", &config::ProtocolTable::k).at_least(2).at_most(1e6).help("how many folds");
  schema.add("stratify", &config::ProtocolTable::stratify).help("keep the shares of the classes");
  schema.add("unit", &config::ProtocolTable::unit)
      .one_of({"speaker", "clip"})
      .help("what is drawn; left out: speakers where they are known");
}

SERHOST_PROTOCOL(k_fold, "k-fold", "k parts, each tested once; whole speakers if they are known",
                 20, k_fold_keys);

}  // namespace
}  // namespace serhost::data
