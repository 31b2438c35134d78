// A run names its corpus; the corpus lists its clips.
#include "app/run_audio.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "app/experiment_check.hpp"
#include "base/wave_file.hpp"
#include "config/load.hpp"
#include "data/loading/read_clip.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::app {

struct RunAudio::Corpus {
  host::Registry registry;
  data::Manifest manifest;
  std::map<std::string, std::size_t> clips;
};

RunAudio::~RunAudio() = default;

audio::Waveform RunAudio::clip(const std::filesystem::path& run, const std::string& key) {
  std::shared_ptr<Corpus> corpus;
  {
    const std::lock_guard lock(mutex_);
    auto& kept = corpora_[run];
    if (kept == nullptr) {
      auto made = std::make_shared<Corpus>(Corpus{registry_of(session_), {}, {}});
      Faults faults;
      const auto experiment = config::load(run / "resolved.toml", {}, made->registry, faults);
      faults.throw_if_any();
      made->manifest = data::build_manifest(experiment, made->registry, faults);
      faults.throw_if_any();
      for (std::size_t i = 0; i < made->manifest.clips.size(); ++i)
        made->clips[made->manifest.clips[i].utterance.key] = i;
      kept = std::move(made);
    }
    corpus = kept;
  }
  const auto found = corpus->clips.find(key);
  if (found == corpus->clips.end())
    throw Error(Exit::missing, "the corpus of " + run.string() + " has no clip '" + key + "'");
  return data::read_clip(corpus->manifest, found->second);
}

std::string wave_file(const audio::Waveform& waveform) {
  std::vector<std::int16_t> samples;
  samples.reserve(waveform.samples.size());
  for (const float sample : waveform.samples)
    samples.push_back(
        static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F)));
  return serhost::wave_file(samples, static_cast<std::uint32_t>(waveform.sample_rate));
}

}  // namespace serhost::app
