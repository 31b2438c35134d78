// Decodes on the threads that read headers.
#include "data/manifest/levels.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include "audio/levels.hpp"
#include "base/parallel.hpp"
#include "data/loading/read_clip.hpp"

namespace serhost::data {
namespace {

/// Clips of a corpus, thinned out to at most `most`.
std::vector<std::size_t> measured_clips(const Manifest& manifest, std::size_t corpus,
                                        std::size_t most) {
  std::vector<std::size_t> all, out;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    if (manifest.clips[i].corpus == corpus) all.push_back(i);
  }
  const auto count = std::min(most, all.size());
  for (std::size_t i = 0; i < count; ++i) out.push_back(all[i * all.size() / count]);
  return out;
}

}  // namespace

void measure_levels(Manifest& manifest, std::size_t most,
                    const std::function<void(std::size_t, std::size_t)>& progress) {
  std::vector<std::size_t> clips;
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c) {
    const auto some = measured_clips(manifest, c, most);
    clips.insert(clips.end(), some.begin(), some.end());
  }
  std::mutex mutex;
  std::size_t done = 0;
  for_each_index(clips.size(), kReaders, [&](std::size_t i) {
    const auto corpus = manifest.clips[clips[i]].corpus;
    std::optional<audio::LevelCounts> found;
    try {
      const auto clip = read_clip(manifest, clips[i]);
      found = audio::levels_of(clip.samples, clip.sample_rate);
    } catch (const Error&) { found.reset(); }  // `data verify` says why
    const std::lock_guard lock(mutex);
    if (progress) progress(++done, clips.size());
    if (!found) return;
    auto& levels = manifest.corpora[corpus].levels;
    ++levels.clips;
    levels.clipped_clips += found->clipped > 0 ? 1 : 0;
    levels.frames += found->frames;
    levels.silent += found->silent;
    levels.samples += found->samples;
    levels.clipped += found->clipped;
  });
}

}  // namespace serhost::data
