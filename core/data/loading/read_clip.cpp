// Reading a clip. What a plugin hands over is checked like a foreign file.
#include "data/loading/read_clip.hpp"

#include <algorithm>

#include "audio/decode.hpp"
#include "audio/sample_rules.hpp"
#include "base/hash.hpp"

namespace serhost::data {
namespace {

std::string named(const Clip& clip) { return "clip '" + clip.utterance.key + "': "; }

audio::Waveform read_from_plugin(const Corpus& corpus, const Clip& clip) {
  const auto* reader = dynamic_cast<const ReadsAudio*>(corpus.dataset.get());
  if (reader == nullptr)
    throw DataError(named(clip) + "has no audio file, and dataset '" + corpus.name +
                    "' does not read audio itself");
  const Utterance& utterance = clip.listed ? *clip.listed : clip.utterance;
  auto read = host::guarded(corpus.callee, "read", [&] { return reader->read(utterance); });
  const std::string who = named(clip) + "dataset '" + corpus.name + "' gave ";
  if (read.samples.empty()) throw DataError(who + "no samples");
  if (read.sample_rate < audio::kLowestRate || read.sample_rate > audio::kHighestRate)
    throw DataError(who + "the sample rate " + std::to_string(read.sample_rate) + " Hz; expected " +
                    std::to_string(audio::kLowestRate) + " to " +
                    std::to_string(audio::kHighestRate));
  const auto wrong = std::find_if(read.samples.begin(), read.samples.end(), audio::is_wrong_sample);
  if (wrong != read.samples.end())
    throw DataError(
        who + "samples that cannot be used: " +
        audio::wrong_sample(*wrong, {wrong - read.samples.begin(), read.sample_rate, 0}));
  return {std::move(read.samples), read.sample_rate};
}

}  // namespace

audio::Waveform read_clip(const Manifest& manifest, std::size_t index) {
  const auto& clip = manifest.clip(index);
  const auto& u = clip.utterance;
  // An ability comes first: its dataset may name a file only so that people can find it.
  if (clip.corpus < manifest.corpora.size()) {
    const auto& corpus = manifest.corpora[clip.corpus];
    if (u.audio.empty() || dynamic_cast<const ReadsAudio*>(corpus.dataset.get()) != nullptr)
      return read_from_plugin(corpus, clip);
  }
  if (u.audio.empty()) throw DataError(named(clip) + "has no audio file");
  try {
    return audio::decode(u.audio, {u.start, u.end, u.channel});
  } catch (const Error& error) { throw DataError(named(clip) + error.what(), error.exit()); }
}

std::string digest_of(const audio::Waveform& waveform) {
  Sha256 hash;
  hash.add(std::to_string(waveform.sample_rate) + "/");
  hash.add(waveform.samples.data(), waveform.samples.size() * sizeof(float));
  return hash.hex();
}

}  // namespace serhost::data
