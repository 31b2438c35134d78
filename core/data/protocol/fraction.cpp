// Each clip has a place in an order of its own; a fraction is the beginning of it.
#include "data/protocol/fraction.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/seed.hpp"
#include "base/text.hpp"

namespace serhost::data {
namespace {

std::vector<std::size_t> kept_of(const Manifest& manifest, const std::vector<std::size_t>& train,
                                 std::uint64_t seed) {
  std::map<std::pair<std::size_t, std::int64_t>, std::vector<std::size_t>> groups;
  for (const auto i : train)
    groups[{manifest.clips[i].corpus, manifest.clips[i].label}].push_back(i);
  std::vector<std::size_t> out;
  for (auto& [group, clips] : groups) {
    const auto fraction = manifest.corpora[group.first].fraction;
    const auto place = [&](std::size_t clip) {
      return std::pair(stream_seed(seed, "fraction/" + manifest.clips[clip].utterance.key), clip);
    };
    std::sort(clips.begin(), clips.end(), [&](auto a, auto b) { return place(a) < place(b); });
    const auto count = std::llround(fraction * static_cast<double>(clips.size()));
    clips.resize(std::min(clips.size(), static_cast<std::size_t>(std::max(1LL, count))));
    out.insert(out.end(), clips.begin(), clips.end());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

void keep_fraction(const Manifest& manifest, std::uint64_t seed, Folds& folds) {
  bool any = false;
  for (const auto& corpus : manifest.corpora) {
    if (corpus.fraction >= 1.0) continue;
    any = true;
    folds.notes.push_back("of dataset '" + corpus.name + "' " + exact(100.0 * corpus.fraction) +
                          " % of the training clips are used (dataset.fraction)");
  }
  if (!any) return;
  for (auto* list : {&folds.folds, &folds.left_out}) {
    for (auto& fold : *list) fold.train = kept_of(manifest, fold.train, seed);
  }
}

}  // namespace serhost::data
