// Named random streams and a portable generator.
#include "base/seed.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include "base/hash.hpp"

namespace serhost {

std::uint64_t stream_seed(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  const auto digest =
      sha256(std::to_string(seed) + "/" + std::string(name) + "/" + std::to_string(index));
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

std::uint64_t Random::next() {
  // SplitMix64 (Steele, Lea, Flood 2014).
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t Random::below(std::uint64_t bound) {
  const std::uint64_t threshold = (0 - bound) % bound;  // 2^64 mod bound: the incomplete last group
  for (;;) {
    const auto draw = next();
    if (draw >= threshold) return draw % bound;
  }
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace serhost
