// What several protocols need.
#include "data/protocol/protocol.hpp"

#include "base/text.hpp"

namespace serhost::data {

Fold fold_with(const Draw& draw, std::size_t number, std::string name, Indices test) {
  Fold fold;
  fold.number = static_cast<std::int64_t>(number);
  fold.name = std::move(name);
  fold.train = rest_of(all_clips(draw.manifest), test);
  fold.test = std::move(test);
  return fold;
}

/// What holdout and k-fold draw: speakers where they are known, unless clips were asked for.
std::vector<Group> protocol_groups(const Draw& draw, std::size_t least, Folds& folds) {
  const auto& [manifest, protocol, seed, faults] = draw;
  const auto all = all_clips(manifest);
  const auto unknown = count_unknown(manifest, all, GroupKind::speaker);
  bool by_speaker = protocol.by_speaker();
  if (by_speaker && unknown > 0) {
    if (protocol.unit) {
      draw.fault("unit = \"speaker\" needs the speaker of every clip; it is unknown for " +
                 std::to_string(unknown) + " of " + std::to_string(all.size()) + ", for instance " +
                 first_unknown(manifest, GroupKind::speaker) + "; " +
                 how_to_name(GroupKind::speaker) +
                 ". Use unit = \"clip\" to draw clips one by one");
      return {};
    }
    by_speaker = false;
    folds.notes.push_back("clips are sampled one by one: the speaker of " +
                          std::to_string(unknown) + " of " + count_of(all.size(), "clip") +
                          " is unknown, so train and test may share speakers; " +
                          how_to_name(GroupKind::speaker));
  }
  auto groups = groups_of(manifest, all, by_speaker ? GroupKind::speaker : GroupKind::clip);
  if (groups.size() < least) {
    const std::string unit = by_speaker ? "speaker" : "clip";
    draw.fault("needs at least " + count_of(least, unit) + "; the data has " +
               std::to_string(groups.size()) +
               (by_speaker
                    ? ". Use unit = \"clip\"" + std::string(least > 2 ? " or a smaller k" : "")
                    : ""));
    return {};
  }
  folds.speaker_independent = by_speaker;
  return groups;
}

}  // namespace serhost::data
