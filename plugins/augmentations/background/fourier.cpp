// Radix 2, iterative, in double precision.
#include "fourier.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <utility>

namespace background {
namespace {

void reverse_bits(Spectrum& values) {
  for (std::size_t i = 1, j = 0; i < values.size(); ++i) {
    auto bit = values.size() >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
}

/// exp(-2 pi i k / n) for the first half of k: made once for each size, and kept.
const Spectrum& roots_of(std::size_t n) {
  static std::mutex mutex;
  static std::map<std::size_t, std::unique_ptr<const Spectrum>> all;
  const std::lock_guard lock(mutex);
  auto& found = all[n];
  if (found == nullptr) {
    Spectrum roots(n / 2);
    const double turn = -2.0 * std::numbers::pi / static_cast<double>(n);
    for (std::size_t k = 0; k < roots.size(); ++k)
      roots[k] = std::polar(1.0, turn * static_cast<double>(k));
    found = std::make_unique<const Spectrum>(std::move(roots));
  }
  return *found;
}

}  // namespace

std::size_t power_of_two(std::size_t n) {
  std::size_t size = 1;
  while (size < n) size *= 2;
  return size;
}

void transform(Spectrum& values, bool inverse) {
  const auto n = values.size();
  const auto& roots = roots_of(n);
  const double sign = inverse ? -1.0 : 1.0;
  reverse_bits(values);
  for (std::size_t length = 2; length <= n; length *= 2) {
    const auto half = length / 2, stride = n / length;
    for (std::size_t begin = 0; begin < n; begin += length) {
      for (std::size_t k = 0; k < half; ++k) {
        const auto even = values[begin + k];
        const auto &odd = values[begin + k + half], &root = roots[k * stride];
        // Written out: std::complex looks for infinities, which takes most of the time.
        const double re = root.real(), im = sign * root.imag();
        const std::complex<double> turned(odd.real() * re - odd.imag() * im,
                                          odd.real() * im + odd.imag() * re);
        values[begin + k] = even + turned;
        values[begin + k + half] = even - turned;
      }
    }
  }
}

std::vector<float> convolved(const std::vector<float>& signal, const std::vector<float>& response,
                             std::size_t size) {
  const auto n = power_of_two(std::max<std::size_t>(2, signal.size() + response.size()));
  // Both in one transform: Z = A + i B, and A B = (Z(k)^2 - conj(Z(-k))^2) / 4 i.
  Spectrum both(n), product(n);
  for (std::size_t i = 0; i < signal.size(); ++i) both[i].real(signal[i]);
  for (std::size_t i = 0; i < response.size(); ++i) both[i].imag(response[i]);
  transform(both, false);
  for (std::size_t k = 0; k < n; ++k) {
    const auto here = both[k], there = std::conj(both[(n - k) % n]);
    product[k] = (here * here - there * there) * std::complex<double>(0.0, -0.25);
  }
  transform(product, true);
  std::vector<float> out(size);
  for (std::size_t i = 0; i < size; ++i)
    out[i] = static_cast<float>(product[i].real() / static_cast<double>(n));
  return out;
}

}  // namespace background
