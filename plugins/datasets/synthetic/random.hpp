// Random numbers that are the same on every platform and standard library: SplitMix64, seeded by
// names.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace synthetic {

/// FNV-1a; names a stream of random numbers.
inline std::uint64_t hash(std::string_view text, std::uint64_t start = 0xcbf29ce484222325ULL) {
  for (const unsigned char c : text) start = (start ^ c) * 0x100000001b3ULL;
  return start;
}

class Random {
 public:
  Random(std::uint64_t seed, std::string_view stream)
      : state_(hash(stream, 0xcbf29ce484222325ULL ^ (seed * 0x9e3779b97f4a7c15ULL))) {
    next();
  }

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(next() % bound);
  }  // the bias is under 2^-50 here
  double normal(double mean = 0.0, double sd = 1.0) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return mean + sd * radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

 private:
  std::uint64_t state_;
};

}  // namespace synthetic
