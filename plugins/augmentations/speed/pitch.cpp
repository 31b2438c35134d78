// Another pitch at the same length: stretched, then played faster by as much.
#include <cmath>
#include <serhost/augment.hpp>
#include <stdexcept>

#include "played.hpp"
#include "stretched.hpp"

namespace speed {
namespace {

class Pitch final : public serhost::Augment {
 public:
  struct Options {
    double low = -2.0, high = 2.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("low", &Options::low).at_least(-12).at_most(12).help("lowest shift, semitones");
    schema.add("high", &Options::high)
        .at_least(-12)
        .at_most(12)
        .help("highest shift, semitones; drawn uniformly between the two");
  }

  Pitch(const Options& options, const serhost::Context&) : options_(options) {
    if (options.low > options.high) throw std::invalid_argument("low is above high");
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto semitones =
        std::uniform_real_distribution<double>(options_.low, options_.high)(random);
    const auto factor = std::pow(2.0, semitones / 12.0);
    const auto size = clip.samples.size();
    clip.samples = played(stretched(clip.samples, factor, clip.sample_rate), factor);
    clip.samples.resize(size);  // a sample more or less, by rounding twice
    return clip;
  }

 private:
  Options options_;
};

SERHOST_AUGMENT(Pitch, "pitch", "another pitch at the same length", .title = "pitch", .order = 42);

}  // namespace
}  // namespace speed
