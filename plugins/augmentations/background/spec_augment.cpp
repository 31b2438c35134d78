// Masks in time and frequency (Park et al., "SpecAugment", Interspeech 2019), made in the waveform
// by way of its short-time spectrum, so that every backbone hears them, whatever its features are.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <serhost/augment.hpp>
#include <utility>

#include "fourier.hpp"

namespace background {
namespace {

using Range = std::pair<double, double>;  // from, and up to without it

double mel(double hertz) { return 2595.0 * std::log10(1.0 + hertz / 700.0); }

Range drawn(double most, double all, std::mt19937_64& random) {
  const auto width = std::uniform_real_distribution<double>(0.0, std::min(most, all))(random);
  const auto begin = std::uniform_real_distribution<double>(0.0, all - width)(random);
  return {begin, begin + width};
}

bool within(const std::vector<Range>& ranges, double value) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return value >= range.first && value < range.second;
  });
}

class SpecAugment final : public serhost::Augment {
 public:
  struct Options {
    std::int64_t time_masks = 2, frequency_masks = 2;
    double time_seconds = 0.3, time_share = 0.2, frequency_share = 0.15;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("time_masks", &Options::time_masks).at_least(0).at_most(100).help("spans of time");
    schema.add("time_seconds", &Options::time_seconds).at_least(0).help("longest span, s");
    schema.add("time_share", &Options::time_share)
        .at_least(0)
        .at_most(1)
        .help("longest span, as a share of the clip; the shorter of the two counts");
    schema.add("frequency_masks", &Options::frequency_masks)
        .at_least(0)
        .at_most(100)
        .help("bands of frequency");
    schema.add("frequency_share", &Options::frequency_share)
        .at_least(0)
        .at_most(1)
        .help("widest band, as a share of the mel scale");
  }

  SpecAugment(const Options& options, const serhost::Context&) : options_(options) {}

  serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
    const auto rate = static_cast<double>(clip.sample_rate);
    const auto seconds = static_cast<double>(clip.samples.size()) / rate;
    std::vector<Range> times, bands;
    for (std::int64_t i = 0; i < options_.time_masks; ++i)
      times.push_back(
          drawn(std::min(options_.time_seconds, options_.time_share * seconds), seconds, random));
    const auto highest = mel(rate / 2.0);
    for (std::int64_t i = 0; i < options_.frequency_masks; ++i)
      bands.push_back(drawn(options_.frequency_share * highest, highest, random));
    mask(clip, times, bands);
    return clip;
  }

 private:
  /// Frames of some 32 ms that overlap by half; roots of a Hann window before and behind, whose
  /// squares add up to 1: without a mask the clip comes back.
  static void mask(serhost::Waveform& clip, const std::vector<Range>& times,
                   const std::vector<Range>& bands) {
    const auto rate = static_cast<double>(clip.sample_rate);
    const auto size = power_of_two(static_cast<std::size_t>(0.02 * rate) + 2), hop = size / 2;
    std::vector<double> window(size), out(clip.samples.size() + 2 * size);
    std::vector<bool> masked(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto share = static_cast<double>(i) / static_cast<double>(size);
      window[i] = std::sin(std::numbers::pi * share);
      masked[i] = within(bands, mel(std::min(share, 1.0 - share) * rate));
    }
    Spectrum frame(size);
    for (std::size_t begin = 0; begin < clip.samples.size() + hop; begin += hop) {
      // Frame `begin` covers the samples from begin - hop on; its center is at `begin`.
      if (within(times, static_cast<double>(begin) / rate)) continue;
      for (std::size_t i = 0; i < size; ++i) {
        const bool inside = begin + i >= hop && begin + i - hop < clip.samples.size();
        frame[i] = inside ? window[i] * clip.samples[begin + i - hop] : 0.0;
      }
      transform(frame, false);
      for (std::size_t k = 0; k < size; ++k) {
        if (masked[k]) frame[k] = 0.0;
      }
      transform(frame, true);
      for (std::size_t i = 0; i < size; ++i)
        out[begin + i] += window[i] * frame[i].real() / static_cast<double>(size);
    }
    for (std::size_t i = 0; i < clip.samples.size(); ++i)
      clip.samples[i] = static_cast<float>(out[i + hop]);
  }

  Options options_;
};

SERHOST_AUGMENT(SpecAugment, "spec_augment", "masks in time and frequency", .title = "SpecAugment",
                .order = 60);

}  // namespace
}  // namespace background
