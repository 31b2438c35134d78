// A clip as it would come through a telephone.
#include <algorithm>
#include <serhost/augment.hpp>
#include <stdexcept>

#include "coded.hpp"

namespace codec {
namespace {

class Codec final : public serhost::Augment {
 public:
  struct Options {
    std::vector<std::string> kinds = {"mu_law", "a_law", "gsm"};
    std::int64_t rate = 8000;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("kinds", &Options::kinds)
        .one_of({"mu_law", "a_law", "gsm", "adpcm"})
        .help("one is drawn, each as likely");
    schema.add("rate", &Options::rate)
        .at_least(4000)
        .at_most(192000)
        .help("Hz of the line: what is above half of it is lost; a clip of less keeps its rate");
  }

  Codec(const Options& options, const serhost::Context&) : options_(options) {
    if (options.kinds.empty()) throw std::invalid_argument("kinds is empty");
  }

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto& kind = options_.kinds[std::uniform_int_distribution<std::size_t>(
        0, options_.kinds.size() - 1)(random)];
    const auto size = clip.samples.size();
    if (options_.rate >= clip.sample_rate) {
      clip.samples = coded(clip.samples, kind, clip.sample_rate);
      return clip;
    }
    const auto narrow = std::max<std::size_t>(1, size * static_cast<std::size_t>(options_.rate) /
                                                     static_cast<std::size_t>(clip.sample_rate));
    const auto line = at_rate(clip.samples, clip.sample_rate, options_.rate, narrow);
    clip.samples = at_rate(coded(line, kind, options_.rate), options_.rate, clip.sample_rate, size);
    return clip;
  }

 private:
  Options options_;
};

SERHOST_AUGMENT(Codec, "codec", "the sound of a telephone", .title = "codec", .order = 50);

}  // namespace
}  // namespace codec

SERHOST_PLUGIN();
