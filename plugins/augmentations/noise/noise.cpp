// White noise at a signal-to-noise ratio that is drawn anew for each clip and epoch. The ratio is
// reached, not expected: the noise is scaled by its own power, which of short clips varies.
#include <algorithm>
#include <cmath>
#include <serhost/augment.hpp>
#include <stdexcept>
#include <vector>

namespace {

class Noise final : public serhost::Augment {
 public:
  struct Options {
    double snr_low = 10.0, snr_high = 30.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("snr_low", &Options::snr_low)
        .at_least(-40)
        .at_most(120)
        .help("lowest signal-to-noise ratio, dB");
    schema.add("snr_high", &Options::snr_high)
        .at_least(-40)
        .at_most(120)
        .help("highest signal-to-noise ratio, dB; drawn uniformly between the two");
  }

  Noise(const Options& options, const serhost::Context&) : options_(options) {
    if (options.snr_low > options.snr_high)
      throw std::invalid_argument("snr_low is above snr_high");
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto snr =
        std::uniform_real_distribution<double>(options_.snr_low, options_.snr_high)(random);
    double signal = 0.0, power = 0.0;
    for (const auto sample : clip.samples) signal += static_cast<double>(sample) * sample;
    if (signal == 0.0) return clip;  // of silence no ratio can be kept
    std::normal_distribution<double> normal;
    std::vector<double> noise(clip.samples.size());
    for (auto& sample : noise) {
      sample = normal(random);
      power += sample * sample;
    }
    const auto factor = std::sqrt(signal / power / std::pow(10.0, snr / 10.0));
    for (std::size_t i = 0; i < noise.size(); ++i)
      clip.samples[i] += static_cast<float>(factor * noise[i]);
    return clip;
  }

 private:
  Options options_;
};

SERHOST_AUGMENT(Noise, "noise", "white noise at a random signal-to-noise ratio", .title = "noise",
                .order = 10);

}  // namespace

SERHOST_PLUGIN();
