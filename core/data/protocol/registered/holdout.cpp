// One split.
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

void holdout(const Draw& draw, Folds& folds) {
  const auto groups = protocol_groups(draw, 2, folds);
  if (groups.empty()) return;
  Random random(stream_seed(draw.seed, "holdout"));
  folds.folds.push_back(
      fold_with(draw, 1, "holdout",
                sample_groups(groups, round_fraction(draw.protocol.test, groups.size()),
                              draw.protocol.stratify, random)));
}

void holdout_keys(Schema<config::ProtocolTable>& schema) {
  schema.add("test", &config::ProtocolTable::test)
      .above(0)
      .below(1)
      .help("share of the units that is tested");
  schema.add("stratify", &config::ProtocolTable::stratify).help("keep the shares of the classes");
  schema.add("unit", &config::ProtocolTable::unit)
      .one_of({"speaker", "clip"})
      .help("what is drawn; left out: speakers where they are known");
}

SERHOST_PROTOCOL(holdout, "holdout", "one split; whole speakers if they are known", 10,
                 holdout_keys);

}  // namespace
}  // namespace serhost::data
