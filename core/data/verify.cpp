// Verification of audio by decoding.
#include "data/verify.hpp"

#include <cmath>
#include <mutex>

#include "base/text.hpp"
#include "data/parallel.hpp"
#include "data/read_clip.hpp"

namespace serhost::data {
namespace {

constexpr double kTolerance = 0.1;  // seconds; an mp3 header may be a few frames off

std::string wrong(const Manifest& manifest, std::size_t i) {
  const auto& clip = manifest.clips[i];
  try {
    const auto waveform = read_clip(manifest, i);
    const double seconds = static_cast<double>(waveform.samples.size()) / static_cast<double>(waveform.sample_rate);
    if (clip.seconds > 0.0 && std::abs(seconds - clip.seconds) > kTolerance) {
      return "clip '" + clip.utterance.key + "': decodes to " + exact(seconds) + " s, but " + exact(clip.seconds) +
             " s are expected";
    }
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

std::vector<std::string> verify(const Manifest& manifest, const std::function<void(std::size_t, std::size_t)>& progress) {
  std::vector<std::string> found(manifest.clips.size()), out;
  std::mutex mutex;
  std::size_t done = 0;
  for_each_index(found.size(), kReaders, [&](std::size_t i) {
    found[i] = wrong(manifest, i);
    const std::lock_guard lock(mutex);
    ++done;
    if (progress) progress(done, found.size());
  });
  for (auto& text : found) {
    if (!text.empty()) out.push_back(std::move(text));
  }
  return out;
}

}  // namespace serhost::data
