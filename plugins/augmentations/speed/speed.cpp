// Speed perturbation (Ko et al., "Audio Augmentation for Speech Recognition", Interspeech 2015).
#include <serhost/augment.hpp>
#include <stdexcept>

#include "played.hpp"

namespace speed {
namespace {

class Speed final : public serhost::Augment {
 public:
  struct Options {
    std::vector<double> factors = {0.9, 1.0, 1.1};
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("factors", &Options::factors)
        .at_least(0.5)
        .at_most(2)
        .help("one is drawn, each as likely; 1.1 is faster and higher by 10 %");
  }

  Speed(const Options& options, const serhost::Context&) : options_(options) {
    if (options.factors.empty()) throw std::invalid_argument("factors is empty");
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto at =
        std::uniform_int_distribution<std::size_t>(0, options_.factors.size() - 1)(random);
    clip.samples = played(clip.samples, options_.factors[at]);
    return clip;
  }

 private:
  Options options_;
};

SERHOST_AUGMENT(Speed, "speed", "faster and higher, or slower and lower", .title = "speed",
                .order = 40);

}  // namespace
}  // namespace speed

SERHOST_PLUGIN();
