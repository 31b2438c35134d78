// Controls are computed every 5 ms and smoothed; the sample loop then only runs oscillators and
// two-pole filters, hundreds of times faster than real time. Klatt (1980) describes the filters,
// Klatt and Klatt (1990) the pulse.
#include "voice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace synthetic {
namespace {

constexpr double kFrame = 0.005;  // seconds
constexpr std::size_t kFormants = 5;
using Formants = std::array<double, kFormants>;

constexpr std::array<Formants, 7> kVowels = {{{280, 2250, 2900, 3500, 4500},    // i
                                              {400, 2000, 2600, 3500, 4500},    // e
                                              {700, 1250, 2500, 3500, 4500},    // a
                                              {450, 850, 2450, 3400, 4500},     // o
                                              {310, 800, 2250, 3300, 4500},     // u
                                              {600, 1700, 2450, 3500, 4500},    // open e
                                              {500, 1450, 2450, 3500, 4500}}};  // schwa
constexpr std::array<Formants, 3> kNasals = {
    {{260, 1050, 2200, 3300, 4500}, {260, 1500, 2500, 3400, 4500}, {260, 2000, 2700, 3400, 4500}}};
constexpr Formants kWidths = {70, 90, 140, 220, 300};
constexpr std::array<double, 3> kHiss = {2700, 4300, 5800}, kBurst = {900, 3600, 2100};

/// y[n] = a x[n] + b y[n-1] + c y[n-2], gain 1 at 0 Hz.
struct Resonator {
  double a = 1.0, b = 0.0, c = 0.0, first = 0.0, second = 0.0;
  void tune(double hertz, double width, double rate) {
    const double radius = std::exp(-std::numbers::pi * width / rate);
    c = -radius * radius;
    b = 2.0 * radius * std::cos(2.0 * std::numbers::pi * hertz / rate);
    a = 1.0 - b - c;
  }
  double step(double in) {
    const double out = a * in + b * first + c * second;
    second = first;
    first = out;
    return out;
  }
};

struct Control {
  double pitch = 0.0;               ///< semitones about the speaker's
  double voice = 0.0, noise = 0.0;  ///< linear
  double noise_hertz = 3000.0;
  double open = 0.6;  ///< share of a period
  double tilt = 0.0;  ///< pole of the low-pass
  Formants formants{};
};

/// Drawn towards the schwa where speech is not clear.
Formants vowel(std::size_t which, double clear) {
  Formants out = kVowels[6];
  for (std::size_t k = 0; k < kFormants; ++k)
    out[k] = std::max(200.0, out[k] + clear * (kVowels[which][k] - out[k]));
  return out;
}

/// A bump of height 1 over a stressed syllable; `late` moves its peak.
double accent(double t, const Segment& segment, double late) {
  const double width = 0.6 * segment.seconds + 0.05;
  const double peak = segment.start + segment.seconds * (0.5 + 0.45 * late);
  const double side = t < peak ? width * (1.0 + 0.5 * late) : width * (1.0 - 0.5 * late);
  const double x = (t - peak) / std::max(side, 0.02);
  return std::exp(-0.5 * x * x * 2.0);
}

/// Slow wandering: three sines of random phase.
struct Drift {
  explicit Drift(Random& random) {
    for (std::size_t i = 0; i < 3; ++i) {
      rate[i] = random.uniform(0.4, 2.5);
      phase[i] = random.uniform(0.0, 2.0 * std::numbers::pi);
    }
  }
  double at(double t) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < 3; ++i)
      sum += std::sin(2.0 * std::numbers::pi * rate[i] * t + phase[i]);
    return sum / 1.2247;  // variance 1
  }
  std::array<double, 3> rate{}, phase{};
};

/// Semitones around the speaker's level, and how much the moment is stressed.
std::pair<double, double> melody_at(double t, double through, const Plan& plan,
                                    const Drift& drift) {
  const auto& traits = plan.traits;
  double pitch = -traits[kDecline] * (through - 0.5) + 0.5 * drift.at(t), stress = 0.0;
  for (const auto& one : plan.segments) {
    if (one.sound != Sound::vowel) continue;
    if (one.stressed) {
      const double bump = accent(t, one, traits[kLate]);
      pitch += traits[kRange] * bump;
      stress = std::max(stress, bump);
    }
    if (one.last) pitch += traits[kFinal] * std::clamp((t - one.start) / one.seconds, 0.0, 1.0);
  }
  return {pitch, stress};
}

/// What the sources and the tract move towards during a sound.
struct Aim {
  double voice = 0.0, noise = 0.0, hertz = 0.0;
  Formants formants{};
};

Aim aim_of(const Segment& segment, bool released, const Control& now, double clear) {
  Aim out{.hertz = now.noise_hertz, .formants = now.formants};
  switch (segment.sound) {
    case Sound::vowel:
      out.voice = 1.0;
      out.formants = vowel(segment.which, clear);
      break;
    case Sound::nasal:
      out.voice = 0.35;
      out.formants = kNasals[segment.which];
      break;
    case Sound::fricative:
      out.noise = 0.25;
      out.hertz = kHiss[segment.which];
      break;
    case Sound::stop:
      out.noise = released ? 0.4 : 0.0;
      out.hertz = kBurst[segment.which];
      break;
  }
  return out;
}

std::vector<Control> controls_of(const Plan& plan, double rate, Random& random) {
  const auto& traits = plan.traits;
  const Drift pitch_drift(random), gain_drift(random);
  const auto frames = static_cast<std::size_t>(std::ceil(plan.seconds / kFrame)) + 2;
  const double begin = plan.segments.front().start,
               end = plan.segments.back().start + plan.segments.back().seconds;
  std::vector<Control> controls(frames);
  Control now;
  now.formants = kVowels[6];
  double pitch_sum = 0.0, voiced = 0.0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) * kFrame;
    while (at + 1 < plan.segments.size() && t >= plan.segments[at + 1].start) ++at;
    const auto& segment = plan.segments[at];
    const double through = std::clamp((t - begin) / (end - begin), 0.0, 1.0);
    const bool speaking = t >= begin && t < end;
    const bool released = segment.sound == Sound::stop && t - segment.start > 0.6 * segment.seconds;

    const auto [pitch, stress] = melody_at(t, through, plan, pitch_drift);
    const double decibel = traits[kSwell] * (through - 0.5) + traits[kStress] * (stress - 0.5) +
                           1.0 * gain_drift.at(t);
    const auto aim = aim_of(segment, released, now, traits[kClear]);
    const double loud = speaking ? std::pow(10.0, decibel / 20.0) : 0.0;
    now.voice += 0.45 * (aim.voice * loud - now.voice);
    now.noise += 0.6 * (aim.noise * loud - now.noise);
    now.noise_hertz = std::min(aim.hertz * plan.speaker.tract, 0.45 * rate);
    for (std::size_t k = 0; k < kFormants; ++k)
      now.formants[k] += 0.25 * (aim.formants[k] - now.formants[k]);
    // More effort closes the glottis faster: louder syllables are brighter too.
    const double bright = traits[kBright] + 0.06 * decibel;
    now.open = std::clamp(0.6 - 0.1 * bright, 0.35, 0.85);
    const double corner = std::min(1400.0 * std::exp2(bright), 0.4 * rate);
    now.tilt = std::exp(-2.0 * std::numbers::pi * corner / rate);
    now.pitch = pitch;
    pitch_sum += pitch * now.voice;
    voiced += now.voice;
    controls[i] = now;
  }
  const double shift =
      traits[kLevel] -
      (voiced > 0.0 ? pitch_sum / voiced : 0.0);  // the mean is the level, whatever the contour
  for (auto& control : controls) control.pitch = std::clamp(control.pitch + shift, -18.0, 18.0);
  return controls;
}

/// To the planned loudness, never over full scale, on the grid of 16 bits.
std::vector<float> leveled(const std::vector<double>& raw, double decibel) {
  double power = 0.0, peak = 1e-9;
  for (const double sample : raw) {
    power += sample * sample;
    peak = std::max(peak, std::abs(sample));
  }
  const double rms = std::sqrt(power / static_cast<double>(raw.size())) + 1e-12;
  const double scale = std::min(std::pow(10.0, (decibel - 26.0) / 20.0) / rms, 0.98 / peak);
  std::vector<float> out(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i)
    out[i] = static_cast<float>(std::nearbyint(raw[i] * scale * 32768.0) / 32768.0);
  return out;
}

}  // namespace

std::int64_t sample_count(const Plan& plan, std::int64_t sample_rate) {
  return static_cast<std::int64_t>(plan.seconds * static_cast<double>(sample_rate));
}

std::vector<float> speak(const Plan& plan, std::int64_t sample_rate, Random noise) {
  const auto rate = static_cast<double>(sample_rate);
  const auto controls = controls_of(plan, rate, noise);
  const double room = std::pow(10.0, noise.uniform(-58.0, -46.0) / 20.0);
  std::array<Resonator, kFormants> tract;
  Resonator hiss;
  std::vector<double> raw(static_cast<std::size_t>(sample_count(plan, sample_rate)));
  const auto block = static_cast<std::size_t>(std::max(1.0, std::round(rate * kFrame)));
  const double tract_scale = plan.speaker.tract * std::exp(plan.traits[kSmile]);
  double phase = 0.0, wobble = 0.0, flicker = 1.0, tilted = 0.0, hertz = plan.speaker.pitch;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto frame = std::min(i / block, controls.size() - 2);
    const auto& control = controls[frame];
    const auto& next = controls[frame + 1];
    const double part = static_cast<double>(i % block) / static_cast<double>(block);
    if (i % block == 0) {
      hertz = plan.speaker.pitch * std::exp2(control.pitch / 12.0);
      for (std::size_t k = 0; k < kFormants; ++k) {
        const double formant = control.formants[k] * tract_scale;
        if (formant < 0.45 * rate)
          tract[k].tune(formant, kWidths[k] * (1.0 + plan.traits[kBreath]), rate);
        else tract[k] = {};
      }
      hiss.tune(control.noise_hertz, 900.0, rate);
    }
    phase += hertz * (1.0 + wobble) / rate;
    if (phase >= 1.0) {
      phase -= 1.0;
      wobble = std::clamp(noise.normal(0.0, plan.traits[kRough]), -0.3, 0.3);
      flicker = std::max(0.2, 1.0 + noise.normal(0.0, 2.0 * plan.traits[kRough]));
    }
    const double white = noise.uniform(-1.0, 1.0);
    const double x = phase / control.open;
    const double pulse = x < 1.0 ? (2.0 * x - 3.0 * x * x) * flicker : 0.0;
    const double source = pulse + plan.traits[kBreath] * white * (x < 1.0 ? 0.5 : 0.2);
    tilted = (1.0 - control.tilt) * source + control.tilt * tilted;
    double out = tilted * (control.voice + part * (next.voice - control.voice));
    for (auto& resonator : tract) out = resonator.step(out);
    const double rush = hiss.step(white) * (control.noise + part * (next.noise - control.noise));
    raw[i] = out + 0.3 * rush;
  }
  double power = 0.0;
  for (const double sample : raw) power += sample * sample;
  const double floor_level =
      room * std::sqrt(power / static_cast<double>(raw.size())) * 1.732;  // of a uniform variable
  for (auto& sample : raw) sample += floor_level * noise.uniform(-1.0, 1.0);
  return leveled(raw, plan.traits[kGain]);
}

}  // namespace synthetic
