// A clip made louder or softer by a factor that is drawn anew for each clip and epoch.
#include <cmath>
#include <serhost/augment.hpp>
#include <stdexcept>

namespace {

class Gain final : public serhost::Augment {
 public:
  struct Options {
    double low = -6.0, high = 6.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("low", &Options::low).at_least(-60).at_most(60).help("lowest gain, dB");
    schema.add("high", &Options::high)
        .at_least(-60)
        .at_most(60)
        .help("highest gain, dB; drawn uniformly between the two");
  }

  Gain(const Options& options, const serhost::Context&) : options_(options) {
    if (options.low > options.high) throw std::invalid_argument("low is above high");
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto decibel =
        std::uniform_real_distribution<double>(options_.low, options_.high)(random);
    const auto factor = static_cast<float>(std::pow(10.0, decibel / 20.0));
    for (auto& sample : clip.samples) sample *= factor;
    return clip;
  }

 private:
  Options options_;
};

SERHOST_AUGMENT(Gain, "gain", "louder or softer by a random factor", .title = "gain", .order = 20);

}  // namespace

SERHOST_PLUGIN();
