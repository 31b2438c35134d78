// Verification of audio by decoding.
#include "data/manifest/verify.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "audio/sample_rules.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "data/loading/read_clip.hpp"
#include "data/manifest/assemble.hpp"
#include "data/manifest/damage.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/keep.hpp"
#include "data/manifest/own_file.hpp"

namespace serhost::data {
namespace {

constexpr double kTolerance = 0.1;  // seconds; an mp3 header may be a few frames off

/// Of the file as a whole, where the list of clips says one: a column of the manifest plugin, or
/// what any plugin puts there.
void check_declared(const Manifest& manifest, const Clip& clip) {
  const auto& utterance = clip.utterance;
  const auto declared = utterance.extra.find("sha256");
  if (declared == utterance.extra.end() || own_file(manifest, clip).empty()) return;
  const auto found = sha256_of_file(utterance.audio);
  if (found == lower(trim(declared->second))) return;
  throw DataError("clip '" + utterance.key + "': " + utterance.audio.string() +
                  ": has been altered: its SHA-256 is " + found + ", but its list says " +
                  declared->second + "; copy it again");
}

/// Gives the loudest sample where it is worth a note, else 0.
float read_one(const Manifest& manifest, Clip& clip, std::size_t i) {
  const std::string who = "clip '" + clip.utterance.key + "': ";
  const auto file =
      clip.utterance.audio.empty() ? std::string() : clip.utterance.audio.string() + ": ";
  const auto waveform = read_clip(manifest, i);
  const auto& samples = waveform.samples;
  const double seconds =
      static_cast<double>(samples.size()) / static_cast<double>(waveform.sample_rate);
  if (clip.seconds > 0.0 && std::abs(seconds - clip.seconds) > kTolerance)
    throw DataError(who + file + "decodes to " + exact(seconds) + " s, but " + exact(clip.seconds) +
                    " s are expected");
  if (const auto why = audio::unusable(waveform); !why.empty()) throw DataError(who + file + why);
  check_declared(manifest, clip);
  if (clip.seconds <= 0.0) clip.seconds = seconds;
  clip.digest = digest_of(waveform);
  return audio::too_loud(samples);
}

/// One sentence a corpus.
void note_loud(Manifest& manifest, const std::vector<float>& loudest) {
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c) {
    std::size_t count = 0, most = 0;
    for (std::size_t i = 0; i < loudest.size(); ++i) {
      if (loudest[i] == 0.0F || manifest.clips[i].corpus != c) continue;
      if (count++ == 0 || loudest[i] > loudest[most]) most = i;
    }
    if (count > 0)
      manifest.audio_notes.push_back(
          "dataset '" + manifest.corpora[c].name +
          "': " + count_of(count, "clip has", "clips have") +
          " samples beyond 1.5, where audio lies between -1 and 1; the loudest is clip '" +
          manifest.clips[most].utterance.key + "' with " +
          exact(std::round(1e3 * static_cast<double>(loudest[most])) / 1e3));
  }
}

/// Of Manifest::clips. The hash stays.
bool check_clips(Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                 Faults& faults, const Reading& progress) {
  const auto found = verify(manifest, progress);
  if (found.empty()) return false;
  std::vector<std::vector<DroppedClip>> damaged(tables.size());
  std::vector<std::vector<std::string>> missing(tables.size());
  std::vector<std::size_t> files(tables.size());
  for (const auto& clip : manifest.clips)
    files[clip.corpus] += clip.utterance.audio.empty() ? 0 : 1;
  std::vector<bool> kept(manifest.clips.size(), true);
  for (const auto& damage : found) {
    const auto& clip = manifest.clips[damage.clip];
    const auto corpus = clip.corpus;
    kept[damage.clip] = false;
    // A plugin that throws is at fault itself, not its data.
    if (damage.exit == Exit::missing) missing[corpus].push_back(damage.text);
    else if (damage.exit == Exit::damaged)
      damaged[corpus].push_back({clip.utterance.key, damage.text});
    else faults.add(damage.exit, tables[corpus].component.place, damage.text);
  }
  keep(manifest.clips, kept);
  for (std::size_t c = 0; c < tables.size(); ++c) {
    tell_missing(missing[c], files[c], tables[c], faults);
    tell_damaged(std::move(damaged[c]), tables[c], manifest, faults);
  }
  return true;
}

}  // namespace

std::vector<Damage> verify(Manifest& manifest, const Reading& progress) {
  std::vector<Damage> found(manifest.clips.size()), out;
  std::vector<float> loudest(found.size());
  std::mutex mutex;
  std::size_t done = 0;
  for_each_index(found.size(), kReaders, [&](std::size_t i) {
    try {
      loudest[i] = read_one(manifest, manifest.clips[i], i);
    } catch (const Error& error) { found[i] = {i, error.exit(), error.what()}; }
    const std::lock_guard lock(mutex);
    ++done;
    if (progress) progress(done, found.size());
  });
  for (auto& damage : found) {
    if (!damage.text.empty()) out.push_back(std::move(damage));
  }
  note_loud(manifest, loudest);
  return out;
}

bool check_audio(Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                 Faults& faults, const Reading& progress) {
  bool dropped = false;
  with_heard(manifest,
             [&](Manifest& all) { dropped = check_clips(all, tables, faults, progress); });
  if (dropped) manifest.hash = hash_of(manifest);
  return dropped;
}

}  // namespace serhost::data
