// An augmentation of a plugin: some clips are played backwards.
#include <algorithm>
#include <serhost/augment.hpp>

namespace {

class Backwards final : public serhost::Augment {
 public:
  struct Options {
    double share = 0.5;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("share", &Options::share).at_least(0).at_most(1).help("of clips");
  }
  Backwards(const Options& options, const serhost::Context&) : options_(options) {}

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    if (std::uniform_real_distribution<double>()(random) < options_.share)
      std::reverse(clip.samples.begin(), clip.samples.end());
    return clip;
  }

 private:
  Options options_;
};

SERHOST_AUGMENT(Backwards, "backwards", "some clips are played backwards");

}  // namespace

SERHOST_PLUGIN();
