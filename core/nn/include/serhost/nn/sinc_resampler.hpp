// Sample rate conversion as resampy does it, for systems whose published figures were made with its
// filters: the host's own resampler gives other samples, and MFCC of the two differ.
//
//   const nn::SincResampler resample(16000, 22050, nn::SincFilter::kaiser_best_64());
//   const auto wave = resample(clip);  // [T] to [T * 22050 / 16000]
//
// Source: J. O. Smith, "Digital Audio Resampling", a windowed sinc in a table that is interpolated
// linearly; the filters of resampy.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace serhost::nn {

/// One half of a windowed sinc.
struct SincFilter {
  /// Zero crossings.
  std::int64_t zeros = 64;
  /// Points of the table from one crossing to the next.
  std::int64_t points = 512;
  /// Of the Kaiser window.
  double beta = 14.769656459379492;
  /// Where the pass band ends, as a fraction of half the rate.
  double rolloff = 0.9475937167399596;

  /// "kaiser_best" of librosa before 0.10.
  static SincFilter kaiser_best_64() { return {}; }
  /// "kaiser_best" of resampy 0.4.
  static SincFilter kaiser_best_50() { return {50, 8192, 12.984585247040012, 0.9173473711796308}; }
};

/// [any] Worked out in double precision on the CPU, without a gradient.
class SincResampler {
 public:
  /// Rates in Hz, above 0.
  SincResampler(std::int64_t from, std::int64_t to, const SincFilter& filter);

  /// Samples that so many become: n * to / from, rounded down.
  std::int64_t samples(std::int64_t n) const { return n * to_ / from_; }
  /// `clip` [T] to [samples(T)] fp32 on the device of `clip`.
  at::Tensor operator()(const at::Tensor& clip) const;

 private:
  std::int64_t from_, to_, points_, step_ = 0;
  std::vector<double> table_, slope_;
};

}  // namespace serhost::nn
