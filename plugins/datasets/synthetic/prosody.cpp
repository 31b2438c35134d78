// The numbers behind the voices.
#include "prosody.hpp"

#include <algorithm>
#include <cmath>

namespace synthetic {
namespace {

//                                level gain  tempo range  late decl. final swell stress stretch
//                                bright rough breath smile  clear
constexpr Traits kAnger = {0.8,  1.0,   -0.02, 5.0,   -0.9, 4.0,  -5.0, -2.0,
                           11.0, -0.20, 1.3,   0.030, 0.04, 0.00, 1.25};
constexpr Traits kHappiness = {1.0, 0.7,  -0.01, 5.0,   0.9,  -2.0, 4.0, 8.0,
                               6.0, 0.00, 0.5,   0.008, 0.10, 0.10, 1.10};
constexpr Traits kNeutral = {0.0, 0.0,  0.00, 2.0,   0.0,  2.5,  -2.0, -2.0,
                             4.0, 0.05, -0.2, 0.006, 0.10, 0.00, 0.95};
constexpr Traits kSadness = {-0.6, -1.0, 0.03, 1.0,   0.3,  1.0,   0.0, -10.0,
                             1.5,  0.35, -1.2, 0.010, 0.45, -0.04, 0.65};

/// Mean over the four, and the spread that `variation` is in units of.
constexpr Traits kCenter = {0.3, 0.2,  0.00, 3.2,   0.1,  1.4,  -0.8, -1.5,
                            5.6, 0.05, 0.1,  0.013, 0.17, 0.02, 0.99};
constexpr Traits kSpread = {0.0, 0.0,  0.00, 1.9,   0.7,  2.4,  3.5, 6.5,
                            3.5, 0.22, 0.9,  0.009, 0.16, 0.05, 0.22};

// Larger than what emotions do to the same three, so that means tell little.
constexpr double kLevelHabit = 2.2, kGainHabit = 4.0, kTempoHabit = 0.10;
constexpr double kShortest = 1.2, kLongest = 2.5;  // seconds

}  // namespace

Speaker make_speaker(std::uint64_t seed, std::size_t number) {
  Random random(seed, "speaker/" + std::to_string(number));
  Speaker speaker;
  speaker.female = number % 2 == 1;
  speaker.pitch = (speaker.female ? 200.0 : 118.0) * std::exp(random.normal(0.0, 0.10));
  speaker.tract = (speaker.female ? 1.14 : 1.0) * std::exp(random.normal(0.0, 0.04));
  speaker.pace = random.normal(0.0, 0.08);
  speaker.loudness = random.normal(0.0, 3.0);
  speaker.lively = std::exp(random.normal(0.0, 0.15));
  speaker.bright = random.normal(0.0, 0.25);
  speaker.breath = random.uniform(0.0, 0.08);
  return speaker;
}

std::vector<Segment> make_sentence(std::uint64_t seed, std::size_t number) {
  Random random(seed, "sentence/" + std::to_string(number));
  const auto syllables = 5 + random.below(4);
  const auto beat = 2 + random.below(2);  // every second or third syllable is stressed
  const auto first = random.below(beat);
  const double length = random.uniform(1.5, 2.1);
  std::vector<Segment> segments;
  double total = 0.0;
  for (std::size_t i = 0; i < syllables; ++i) {
    const bool stressed = i % beat == first, last = i + 1 == syllables;
    const auto kind = random.below(4);
    if (kind > 0) {
      const auto sound = kind == 1 ? Sound::nasal : kind == 2 ? Sound::fricative : Sound::stop;
      segments.push_back(
          {sound, random.below(3), stressed, false, 0.0, random.uniform(0.06, 0.10)});
    }
    segments.push_back({Sound::vowel, random.below(7), stressed, last, 0.0,
                        random.uniform(0.11, 0.15) * (stressed ? 1.5 : 1.0)});
  }
  for (const auto& segment : segments) total += segment.seconds;
  for (auto& segment : segments) segment.seconds *= length / total;
  return segments;
}

Emotion make_emotion(const std::string& name) {
  if (name == "anger") return {name, kAnger, {1.9, 4.2, 4.1}};
  if (name == "happiness") return {name, kHappiness, {4.2, 3.8, 3.5}};
  if (name == "neutral") return {name, kNeutral, {3.0, 2.6, 3.0}};
  if (name == "sadness") return {name, kSadness, {2.0, 1.8, 2.1}};
  Random random(0, "emotion/" + name);
  Emotion emotion{name, kCenter, {}};
  for (std::size_t i = 0; i < kTraits; ++i)
    emotion.traits[i] += kSpread[i] * random.uniform(-1.7, 1.7);
  emotion.traits[kRough] = std::max(0.004, emotion.traits[kRough]);
  emotion.traits[kBreath] = std::max(0.03, emotion.traits[kBreath]);
  for (auto& dimension : emotion.dimensions) dimension = random.uniform(1.6, 4.4);
  return emotion;
}

Plan make_plan(std::uint64_t seed, const std::string& key, const Speaker& speaker,
               const std::vector<Segment>& sentence, const Emotion& emotion,
               const Difficulty& difficulty) {
  Random random(seed, "plan/" + key);
  Plan plan{speaker, {}, sentence, 0.0, random.uniform(0.6, 1.2)};
  const double reach = (1.0 - difficulty.overlap) * plan.strength;
  for (std::size_t i = 0; i < kTraits; ++i)
    plan.traits[i] = kCenter[i] + reach * (emotion.traits[i] - kCenter[i]) +
                     difficulty.variation * kSpread[i] * random.normal();
  plan.traits[kLevel] += random.normal(0.0, kLevelHabit);
  plan.traits[kGain] += speaker.loudness + random.normal(0.0, kGainHabit);
  plan.traits[kTempo] += speaker.pace + random.normal(0.0, kTempoHabit);
  plan.traits[kRange] = std::max(0.2, plan.traits[kRange]) * speaker.lively;
  plan.traits[kStress] = std::max(0.0, plan.traits[kStress]);
  plan.traits[kStretch] = std::clamp(plan.traits[kStretch], -0.6, 0.8);
  plan.traits[kBright] += speaker.bright;
  plan.traits[kRough] = std::max(0.002, plan.traits[kRough]);
  plan.traits[kBreath] = std::max(0.02, plan.traits[kBreath] + speaker.breath);
  plan.traits[kClear] = std::max(0.3, plan.traits[kClear]);

  double natural = 0.0;
  for (const auto& segment : plan.segments) natural += segment.seconds;
  const double wanted =
      std::clamp(natural * std::exp(plan.traits[kTempo]), kShortest - 0.12, kLongest - 0.12);
  double at = 0.0, total = 0.0;
  for (auto& segment : plan.segments) {
    const double middle = (at + segment.seconds / 2) / natural;
    at += segment.seconds;
    segment.seconds *=
        (1.0 + plan.traits[kStretch] * (2.0 * middle - 1.0)) * std::exp(random.normal(0.0, 0.08));
    total += segment.seconds;
  }
  at = 0.05;  // silence before; 0.07 s behind
  for (auto& segment : plan.segments) {
    segment.seconds *= wanted / total;
    segment.start = at;
    at += segment.seconds;
  }
  plan.seconds = at + 0.07;
  return plan;
}

}  // namespace synthetic
