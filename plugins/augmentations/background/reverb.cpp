// A clip as it would sound in a room: convolved with a measured impulse response, or with one that
// is made: a direct sound and noise that decays by 60 dB in a drawn time.
#include <algorithm>
#include <cmath>
#include <optional>
#include <serhost/augment.hpp>
#include <stdexcept>

#include "fourier.hpp"
#include "recordings.hpp"

namespace background {
namespace {

constexpr double kLongest = 4.0;     // seconds of a response that are used
constexpr double kPredelay = 0.002;  // seconds between the direct sound and the first reflections

class Reverb final : public serhost::Augment {
 public:
  struct Options {
    std::optional<std::filesystem::path> folder;
    double rt60_low = 0.2, rt60_high = 0.8, drr_low = 0.0, drr_high = 10.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("folder", &Options::folder)
        .help("impulse responses (.wav, .flac); left out: they are made");
    schema.add("rt60_low", &Options::rt60_low)
        .at_least(0.05)
        .at_most(3)
        .help("of responses that are made: shortest reverberation time (60 dB), s");
    schema.add("rt60_high", &Options::rt60_high)
        .at_least(0.05)
        .at_most(3)
        .help("longest reverberation time, s; drawn uniformly between the two");
    schema.add("drr_low", &Options::drr_low)
        .at_least(-20)
        .at_most(60)
        .help("of responses that are made: lowest direct-to-reverberant ratio, dB");
    schema.add("drr_high", &Options::drr_high)
        .at_least(-20)
        .at_most(60)
        .help("highest direct-to-reverberant ratio, dB");
  }

  Reverb(const Options& options, const serhost::Context& context) : options_(options) {
    if (options.rt60_low > options.rt60_high)
      throw std::invalid_argument("rt60_low is above rt60_high");
    if (options.drr_low > options.drr_high)
      throw std::invalid_argument("drr_low is above drr_high");
    if (!options.folder) return;
    responses_.emplace(*options.folder);
    context.log("reverb: " + std::to_string(responses_->size()) + " impulse responses in " +
                options.folder->string());
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto response = responses_ ? measured(clip, random) : made(clip, random);
    const auto before = power_of(clip.samples);
    auto samples = convolved(clip.samples, response, clip.samples.size());
    const auto after = power_of(samples);
    // As loud as it was: a room is no gain, which is an augmentation of its own.
    const auto factor = static_cast<float>(after > 0.0 ? std::sqrt(before / after) : 1.0);
    for (auto& sample : samples) sample *= factor;
    clip.samples = std::move(samples);
    return clip;
  }

 private:
  /// From its peak on, which is the direct sound: the clip is not delayed.
  std::vector<float> measured(const serhost::Waveform& clip, std::mt19937_64& random) const {
    const auto file = std::uniform_int_distribution<std::size_t>(0, responses_->size() - 1)(random);
    auto all = responses_->whole(file, kLongest, clip.sample_rate);
    const auto peak = std::max_element(all.begin(), all.end(),
                                       [](float a, float b) { return std::abs(a) < std::abs(b); });
    return {peak, all.end()};
  }

  std::vector<float> made(const serhost::Waveform& clip, std::mt19937_64& random) const {
    const auto rt60 =
        std::uniform_real_distribution<double>(options_.rt60_low, options_.rt60_high)(random);
    const auto drr =
        std::uniform_real_distribution<double>(options_.drr_low, options_.drr_high)(random);
    const auto rate = static_cast<double>(clip.sample_rate);
    const auto first = static_cast<std::size_t>(kPredelay * rate) + 1;
    std::vector<double> tail(static_cast<std::size_t>(rt60 * rate) + 1);
    std::normal_distribution<double> normal;
    double energy = 0.0;
    for (std::size_t i = 0; i < tail.size(); ++i) {
      tail[i] = normal(random) * std::pow(10.0, -3.0 * static_cast<double>(i) / (rt60 * rate));
      energy += tail[i] * tail[i];
    }
    const auto factor = energy > 0.0 ? std::sqrt(std::pow(10.0, -drr / 10.0) / energy) : 0.0;
    std::vector<float> out(first + tail.size());
    out[0] = 1.0F;
    for (std::size_t i = 0; i < tail.size(); ++i)
      out[first + i] = static_cast<float>(factor * tail[i]);
    return out;
  }

  Options options_;
  std::optional<Recordings> responses_;
};

SERHOST_AUGMENT(Reverb, "reverb", "the sound of a room", .title = "reverb", .order = 30);

}  // namespace
}  // namespace background
