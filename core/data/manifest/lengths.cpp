// Finds clips that are too short. Lengths are compared in samples at the backbone's rate, rounded
// as the resampler rounds.
#include "data/manifest/lengths.hpp"

#include <cmath>

#include "base/text.hpp"
#include "data/manifest/damage.hpp"

namespace serhost::data {
namespace {

std::int64_t samples_of(double seconds, const LengthRule& rule) {
  return std::llround(seconds * static_cast<double>(rule.sample_rate));
}

std::string seconds_of(std::int64_t samples, const LengthRule& rule) {
  return exact(std::round(1e4 * static_cast<double>(samples) /
                          static_cast<double>(rule.sample_rate)) /
               1e4) +
         " s";
}

}  // namespace

std::vector<std::size_t> short_clips(const Manifest& manifest, const LengthRule& rule) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    const auto seconds = manifest.clips[i].seconds;
    if (seconds > 0.0 && samples_of(seconds, rule) < rule.shortest) out.push_back(i);
  }
  return out;
}

void check_lengths(const Manifest& manifest, const LengthRule& rule, const Place& place,
                   Faults& faults) {
  const auto needed = seconds_of(rule.shortest, rule) + " (" +
                      count_of(static_cast<std::size_t>(rule.shortest), "sample") + " at " +
                      std::to_string(rule.sample_rate) + " Hz)";
  if (rule.max_seconds && samples_of(*rule.max_seconds, rule) < rule.shortest) {
    faults.add(Exit::config, place,
               "train.max_seconds: found " + exact(*rule.max_seconds) +
                   ", but the backbone needs at least " + needed);
    return;
  }
  const auto found = short_clips(manifest, rule);
  if (found.empty()) return;
  std::vector<std::string> sentences;
  for (const auto i : found) {
    const auto& clip = manifest.clips[i];
    sentences.push_back("clip '" + clip.utterance.key + "' lasts " +
                        seconds_of(samples_of(clip.seconds, rule), rule));
  }
  faults.add(Exit::damaged, place,
             told(count_of(found.size(), "clip") + (found.size() == 1 ? " is" : " are") +
                      " too short for the backbone, which needs " + needed +
                      " (train.pad_short = true puts silence behind " +
                      (found.size() == 1 ? "it" : "them") + ")",
                  sentences));
}

}  // namespace serhost::data
