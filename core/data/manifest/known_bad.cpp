// The same for everybody: what is dropped is part of the comparability signature.
#include "data/manifest/known_bad.hpp"

namespace serhost::data {

void leave_out_known_bad(Manifest& manifest) {
  std::vector<Clip> kept;
  kept.reserve(manifest.clips.size());
  for (auto& clip : manifest.clips) {
    const auto& bad = manifest.corpora[clip.corpus].facts.known_bad;
    const auto at = bad.find((clip.listed ? *clip.listed : clip.utterance).key);
    if (at == bad.end()) {
      kept.push_back(std::move(clip));
      continue;
    }
    const auto& key = clip.utterance.key;
    manifest.damaged.push_back(
        {key, "clip '" + key + "': " + at->second + ", as is known of its corpus", Exit::ok});
  }
  manifest.clips = std::move(kept);
}

}  // namespace serhost::data
