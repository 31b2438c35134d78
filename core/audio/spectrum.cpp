// Computes power spectra two frames at a time: the second is the imaginary part of one complex
// transform, and symmetry separates them.
#include "audio/spectrum.hpp"

#include <cmath>
#include <numbers>

namespace serhost::audio {

Spectrum::Spectrum() : re_(kWindow), im_(kWindow), next_re_(kWindow), next_im_(kWindow) {
  for (std::size_t i = 0; i < kWindow; ++i) {
    const double turn =
        2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(kWindow);
    window_[i] = static_cast<float>(0.5 - 0.5 * std::cos(turn));
    cosines_[i] = static_cast<float>(std::cos(turn));
    sines_[i] = static_cast<float>(-std::sin(turn));
  }
}

void Spectrum::power(const float *first, const float *second, std::span<float, kBins> of_first,
                     std::span<float, kBins> of_second) {
  for (std::size_t i = 0; i < kWindow; ++i) {
    re_[i] = window_[i] * first[i];
    im_[i] = window_[i] * second[i];
  }
  for (std::size_t half = kWindow / 2, stride = 1; half >= 1; half /= 2, stride *= 2) {
    for (std::size_t p = 0; p < half; ++p) {
      const float c = cosines_[p * stride], s = sines_[p * stride];
      const float *ar = &re_[stride * p], *ai = &im_[stride * p];
      const float *br = &re_[stride * (p + half)], *bi = &im_[stride * (p + half)];
      float *sum_re = &next_re_[stride * 2 * p], *sum_im = &next_im_[stride * 2 * p];
      float *turned_re = sum_re + stride, *turned_im = sum_im + stride;
      for (std::size_t q = 0; q < stride; ++q) {
        const float dr = ar[q] - br[q], di = ai[q] - bi[q];
        sum_re[q] = ar[q] + br[q];
        sum_im[q] = ai[q] + bi[q];
        turned_re[q] = dr * c - di * s;
        turned_im[q] = dr * s + di * c;
      }
    }
    re_.swap(next_re_);
    im_.swap(next_im_);
  }
  for (std::size_t k = 0; k < kBins; ++k) {
    const std::size_t mirror = (kWindow - k) % kWindow;
    const float a = re_[k] + re_[mirror], b = im_[k] - im_[mirror], c = im_[k] + im_[mirror],
                d = re_[mirror] - re_[k];
    of_first[k] = 0.25F * (a * a + b * b);
    of_second[k] = 0.25F * (c * c + d * d);
  }
}

}  // namespace serhost::audio
