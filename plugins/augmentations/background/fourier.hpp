// The discrete Fourier transform of powers of two, and what is done with it here.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace background {

using Spectrum = std::vector<std::complex<double>>;

/// The least power of two that is at least `n`.
std::size_t power_of_two(std::size_t n);

/// In place; the size is a power of two. Not scaled: back and forth multiplies by the size.
void transform(Spectrum& values, bool inverse);

/// The first `size` samples of the convolution of both.
std::vector<float> convolved(const std::vector<float>& signal, const std::vector<float>& response,
                             std::size_t size);

}  // namespace background
