// Power spectra for fingerprints: Stockham's transform, two real frames at a time. No library for
// it is among the dependencies.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace serhost::audio {

/// [one thread] Holds tables and room for frames of 1024 samples.
class Spectrum {
 public:
  static constexpr std::size_t kWindow = 1024, kBins = kWindow / 2;

  Spectrum();

  /// |DFT|^2 of two frames of kWindow samples under a Hann window; bins 0 to kBins - 1 each.
  void power(const float* first, const float* second, std::span<float, kBins> of_first,
             std::span<float, kBins> of_second);

 private:
  std::array<float, kWindow> window_, cosines_, sines_;
  std::vector<float> re_, im_, next_re_, next_im_;
};

}  // namespace serhost::audio
