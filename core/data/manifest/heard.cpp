// Both lists stay sorted, by corpus and then key.
#include "data/manifest/heard.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace serhost::data {
namespace {

void merge(std::vector<Clip>& into, std::vector<Clip> more) {
  into.insert(into.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
  std::stable_sort(into.begin(), into.end(), by_corpus_and_key);
}

}  // namespace

bool by_corpus_and_key(const Clip& a, const Clip& b) {
  return a.corpus != b.corpus ? a.corpus < b.corpus : a.utterance.key < b.utterance.key;
}

void hear(Manifest& manifest, const std::function<bool(const Clip&)>& moved) {
  const auto first = std::stable_partition(manifest.clips.begin(), manifest.clips.end(),
                                           [&](const Clip& clip) { return !moved(clip); });
  std::vector<Clip> out(std::make_move_iterator(first),
                        std::make_move_iterator(manifest.clips.end()));
  manifest.clips.erase(first, manifest.clips.end());
  merge(manifest.heard, std::move(out));
}

void with_heard(Manifest& manifest, const std::function<void(Manifest&)>& work) {
  if (manifest.heard.empty()) return work(manifest);
  std::set<std::string> keys;
  for (const auto& clip : manifest.heard) keys.insert(clip.utterance.key);
  merge(manifest.clips, std::exchange(manifest.heard, {}));
  work(manifest);
  hear(manifest, [&](const Clip& clip) { return keys.contains(clip.utterance.key); });
}

}  // namespace serhost::data
