// Fingerprints clips. SHA-256 takes as long as decoding, so it is computed only for clips that
// agree with another in rate, length and a fast hash.
#include "data/manifest/audio_fingerprints.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "data/loading/read_clip.hpp"
#include "data/manifest/own_file.hpp"

namespace serhost::data {
namespace {

/// Clips that differ in this have other samples.
using Quick = std::tuple<std::int64_t, std::size_t, std::size_t>;

std::string_view bytes(const audio::Waveform& waveform) {
  return {reinterpret_cast<const char*>(waveform.samples.data()),
          waveform.samples.size() * sizeof(float)};
}

/// Whether a pair of clips is worth a search: neither equal nor one section of one file.
bool may_be_altered(const Manifest& manifest, const AudioFingerprints& found, std::size_t a,
                    std::size_t b) {
  if (!found.digests[a].empty() && found.digests[a] == found.digests[b]) return false;
  const auto &u = manifest.clips[a].utterance, &v = manifest.clips[b].utterance;
  const auto file = own_file(manifest, manifest.clips[a]);
  return file.empty() || file.lexically_normal() != v.audio.lexically_normal() ||
         !sections_overlap(u, v);
}

}  // namespace

bool sections_overlap(const Utterance& a, const Utterance& b) {
  if (a.channel && b.channel && *a.channel != *b.channel) return false;
  constexpr double kEver = 1e18;
  const double a0 = a.start.value_or(0), a1 = a.end.value_or(kEver), b0 = b.start.value_or(0),
               b1 = b.end.value_or(kEver);
  return std::min(a1, b1) - std::max(a0, b0) > 0.5 * std::min(a1 - a0, b1 - b0);
}

AudioFingerprints fingerprint_clips(const Manifest& manifest, const Indices& clips,
                                    const std::function<void(std::size_t, std::size_t)>& progress) {
  AudioFingerprints out;
  out.digests.resize(manifest.clips.size());
  out.fingerprints.resize(manifest.clips.size());
  std::vector<Quick> quick(clips.size());
  std::vector<std::string> faults(clips.size());
  std::mutex mutex;
  std::size_t done = 0;
  for_each_index(clips.size(), kReaders, [&](std::size_t k) {
    try {
      const auto waveform = read_clip(manifest, clips[k]);
      quick[k] = {waveform.sample_rate, waveform.samples.size(),
                  std::hash<std::string_view>()(bytes(waveform))};
      out.fingerprints[clips[k]] = audio::fingerprint(waveform);
    } catch (const Error& error) { faults[k] = error.what(); }
    const std::lock_guard lock(mutex);
    ++done;
    if (progress) progress(done, clips.size());
  });

  std::map<Quick, std::size_t> count;
  for (std::size_t k = 0; k < clips.size(); ++k) {
    if (faults[k].empty()) ++count[quick[k]];
    else out.unreadable.push_back(std::move(faults[k]));
  }
  for_each_index(clips.size(), kReaders, [&](std::size_t k) {
    const auto at = count.find(quick[k]);
    if (at == count.end() || at->second < 2) return;
    const auto& known = manifest.clips[clips[k]].digest;
    out.digests[clips[k]] = known.empty() ? digest_of(read_clip(manifest, clips[k])) : known;
  });
  for (std::size_t k = 0; k < clips.size(); ++k) {
    if (std::get<1>(quick[k]) > 0 && audio::limit_for(out.fingerprints[clips[k]].sure_bits) < 0)
      out.silent.push_back(clips[k]);
  }
  out.copies = audio::find_copies(
      out.fingerprints, [&](std::size_t i) { return read_clip(manifest, i); }, kReaders,
      [&](std::size_t a, std::size_t b) { return may_be_altered(manifest, out, a, b); });
  return out;
}

}  // namespace serhost::data
