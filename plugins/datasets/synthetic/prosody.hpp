// What is said and how: speakers, sentences, emotions, and from these the plan of one utterance. An
// emotion is a set of deviations from the speaker's own way; level, loudness and tempo vary more
// between utterances than between emotions, so that what tells emotions apart is the shape over
// time and the timbre.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "random.hpp"

namespace synthetic {

enum Trait : std::size_t {
  kLevel,    ///< mean pitch, semitones
  kGain,     ///< mean energy, dB
  kTempo,    ///< log of the length
  kRange,    ///< height of pitch accents, semitones
  kLate,     ///< place of an accent's peak in its syllable: -1 early, 1 late
  kDecline,  ///< fall of pitch from beginning to end, semitones
  kFinal,    ///< move of pitch over the last syllable, semitones
  kSwell,    ///< rise of energy from beginning to end, dB
  kStress,   ///< energy of stressed over other syllables, dB
  kStretch,  ///< lengthening towards the end, share
  kBright,   ///< flatter spectrum, octaves of the tilt's corner
  kRough,    ///< jitter, share of a period
  kBreath,   ///< aspiration, share of the voice
  kSmile,    ///< higher formants, log of their scale
  kClear,    ///< size of the vowel space, share
  kTraits
};
using Traits = std::array<double, kTraits>;

struct Speaker {
  bool female = false;
  double pitch = 120.0;   ///< Hz
  double tract = 1.0;     ///< scale of formants
  double pace = 0.0;      ///< log of the length
  double loudness = 0.0;  ///< dB
  double lively = 1.0;    ///< scale of accents
  double bright = 0.0;    ///< octaves
  double breath = 0.0;
};

enum class Sound { vowel, nasal, fricative, stop };

struct Segment {
  Sound sound = Sound::vowel;
  std::size_t which = 0;  ///< vowel or consonant
  bool stressed = false, last = false;
  double start = 0.0, seconds = 0.0;
};

struct Emotion {
  std::string name;
  Traits traits{};
  std::array<double, 3> dimensions{};  ///< valence, arousal, dominance, 1 to 5
};

/// How far apart and how spread emotions are.
struct Difficulty {
  double overlap = 0.0;    ///< 0: as far apart as they come; 1: not at all
  double variation = 0.0;  ///< spread within an emotion, in units of the spread between emotions
};

/// One utterance, ready to be voiced.
struct Plan {
  Speaker speaker;
  Traits traits{};
  std::vector<Segment> segments;
  double seconds = 0.0;
  double strength = 1.0;  ///< how strongly the emotion is shown
};

Speaker make_speaker(std::uint64_t seed, std::size_t number);
std::vector<Segment> make_sentence(std::uint64_t seed, std::size_t number);

/// Anger, happiness, neutral and sadness are written down; any other name has traits drawn from the
/// name itself.
Emotion make_emotion(const std::string& name);

/// `key` names the utterance's own random numbers.
Plan make_plan(std::uint64_t seed, const std::string& key, const Speaker&,
               const std::vector<Segment>& sentence, const Emotion&, const Difficulty&);

}  // namespace synthetic
