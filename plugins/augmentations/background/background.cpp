// Noise behind the speech: a section of a recording, or noise with a falling spectrum. The ratio
// that was drawn is reached, not expected: the noise is scaled by its own power.
#include <cmath>
#include <optional>
#include <serhost/augment.hpp>
#include <stdexcept>

#include "fourier.hpp"
#include "recordings.hpp"

namespace background {
namespace {

class Background final : public serhost::Augment {
 public:
  struct Options {
    std::optional<std::filesystem::path> folder;
    std::string color = "pink";
    double snr_low = 5.0, snr_high = 20.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("folder", &Options::folder)
        .help("recordings of noise (.wav, .flac); left out: noise of `color` is made");
    schema.add("color", &Options::color)
        .one_of({"pink", "brown"})
        .help("of noise that is made: its power falls with 1/f or 1/f^2");
    schema.add("snr_low", &Options::snr_low)
        .at_least(-40)
        .at_most(60)
        .help("lowest signal-to-noise ratio, dB");
    schema.add("snr_high", &Options::snr_high)
        .at_least(-40)
        .at_most(60)
        .help("highest signal-to-noise ratio, dB; drawn uniformly between the two");
  }

  Background(const Options& options, const serhost::Context& context) : options_(options) {
    if (options.snr_low > options.snr_high)
      throw std::invalid_argument("snr_low is above snr_high");
    if (!options.folder) return;
    recordings_.emplace(*options.folder);
    context.log("background: " + std::to_string(recordings_->size()) + " recordings in " +
                options.folder->string());
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto snr =
        std::uniform_real_distribution<double>(options_.snr_low, options_.snr_high)(random);
    const auto noise = noise_for(clip, random);
    const auto signal = power_of(clip.samples), power = power_of(noise);
    if (signal == 0.0 || power == 0.0) return clip;  // of silence no ratio can be kept
    const auto factor = std::sqrt(signal / power / std::pow(10.0, snr / 10.0));
    for (std::size_t i = 0; i < noise.size(); ++i)
      clip.samples[i] += static_cast<float>(factor * noise[i]);
    return clip;
  }

 private:
  std::vector<float> noise_for(const serhost::Waveform& clip, std::mt19937_64& random) const {
    if (!recordings_) return made(clip.samples.size(), random);
    const auto file =
        std::uniform_int_distribution<std::size_t>(0, recordings_->size() - 1)(random);
    const auto place = std::uniform_real_distribution<double>(0.0, 1.0)(random);
    return recordings_->section(file, place, clip.samples.size(), clip.sample_rate);
  }

  /// The spectrum is drawn, of real samples without a constant part.
  std::vector<float> made(std::size_t samples, std::mt19937_64& random) const {
    const auto size = power_of_two(std::max<std::size_t>(samples, 4));
    const bool pink = options_.color == "pink";
    std::normal_distribution<double> normal;
    Spectrum values(size);
    for (std::size_t k = 1; k < size / 2; ++k) {
      const auto real = normal(random), imaginary = normal(random);
      const auto frequency = static_cast<double>(k);
      const auto weight = 1.0 / (pink ? std::sqrt(frequency) : frequency);
      values[k] = {weight * real, weight * imaginary};
      values[size - k] = std::conj(values[k]);
    }
    transform(values, true);
    std::vector<float> out(samples);
    for (std::size_t i = 0; i < samples; ++i) out[i] = static_cast<float>(values[i].real());
    return out;
  }

  Options options_;
  std::optional<Recordings> recordings_;
};

SERHOST_AUGMENT(Background, "background", "recorded or colored noise at a random level",
                .title = "background noise", .order = 12);

}  // namespace
}  // namespace background

SERHOST_PLUGIN();
