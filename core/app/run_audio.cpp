// A run names its corpus; the corpus lists its clips.
#include "app/run_audio.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "app/experiment_check.hpp"
#include "config/load.hpp"
#include "data/loading/read_clip.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::app {
namespace {

void put(std::string& bytes, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
}

}  // namespace

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
  constexpr std::uint32_t kHeader = 36, kFormat = 16, kBytes = 2;
  const auto size = static_cast<std::uint32_t>(waveform.samples.size() * kBytes);
  const auto rate = static_cast<std::uint32_t>(waveform.sample_rate);
  std::string out = "RIFF";
  put(out, kHeader + size, 4);
  out += "WAVEfmt ";
  put(out, kFormat, 4);
  put(out, 1, 2);  // whole numbers
  put(out, 1, 2);  // one channel
  put(out, rate, 4);
  put(out, rate * kBytes, 4);
  put(out, kBytes, 2);
  put(out, 8 * kBytes, 2);
  out += "data";
  put(out, size, 4);
  for (const float sample : waveform.samples) {
    const auto value = std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F);
    put(out, static_cast<std::uint32_t>(value), 2);
  }
  return out;
}

}  // namespace serhost::app
