// The piece that naturally follows the last one is looked for near where the next one is due.
#include "stretched.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace speed {
namespace {

constexpr double kPiece = 0.04, kSearch = 0.012;  // seconds: some periods of a low voice, one

/// Samples with so much silence on both sides that no piece reaches beyond it.
class Padded {
 public:
  Padded(const std::vector<float>& samples, std::ptrdiff_t silence)
      : silence_(silence), samples_(samples.size() + 2 * static_cast<std::size_t>(silence)) {
    std::copy(samples.begin(), samples.end(), samples_.begin() + silence);
  }
  const float* from(std::ptrdiff_t i) const { return samples_.data() + silence_ + i; }

 private:
  std::ptrdiff_t silence_;
  std::vector<float> samples_;
};

/// Every second sample and lag: a voice has little above 4 kHz that would decide.
std::ptrdiff_t best_shift(const Padded& from, std::ptrdiff_t due, std::ptrdiff_t follows,
                          std::ptrdiff_t piece, std::ptrdiff_t search) {
  std::ptrdiff_t best = 0;
  double highest = -std::numeric_limits<double>::infinity();
  for (auto shift = -search; shift <= search; shift += 2) {
    double product = 0.0, energy = 1e-9;
    const auto *here = from.from(due + shift), *there = from.from(follows);
    for (std::ptrdiff_t i = 0; i < piece; i += 2) {
      product += static_cast<double>(here[i]) * there[i];
      energy += static_cast<double>(here[i]) * here[i];
    }
    const auto likeness = product / std::sqrt(energy);
    if (likeness > highest) {
      highest = likeness;
      best = shift;
    }
  }
  return best;
}

}  // namespace

std::vector<float> stretched(const std::vector<float>& samples, double factor, std::int64_t rate) {
  const auto hop = std::max<std::ptrdiff_t>(
      2, static_cast<std::ptrdiff_t>(kPiece / 2 * static_cast<double>(rate)));
  const auto piece = 2 * hop;
  const auto search = static_cast<std::ptrdiff_t>(kSearch * static_cast<double>(rate));
  const Padded from(samples, 4 * piece + search);
  const auto size =
      static_cast<std::ptrdiff_t>(std::llround(static_cast<double>(samples.size()) * factor));
  std::vector<double> out(static_cast<std::size_t>(std::max<std::ptrdiff_t>(size, 1) + 2 * piece));
  std::ptrdiff_t taken = -hop;  // where the last piece was taken from
  for (std::ptrdiff_t to = -hop; to < size; to += hop) {
    const auto due = static_cast<std::ptrdiff_t>(std::llround(static_cast<double>(to) / factor));
    if (to > -hop) taken = due + best_shift(from, due, taken + hop, piece, search);
    const auto* chosen = from.from(taken);
    for (std::ptrdiff_t i = 0; i < piece; ++i) {
      const auto weight = std::sin(std::numbers::pi * static_cast<double>(i) /
                                   static_cast<double>(piece));  // squares add up to 1
      out[static_cast<std::size_t>(to + hop + i)] += weight * weight * chosen[i];
    }
  }
  std::vector<float> kept(static_cast<std::size_t>(std::max<std::ptrdiff_t>(size, 1)));
  for (std::size_t i = 0; i < kept.size(); ++i)
    kept[i] = static_cast<float>(out[i + static_cast<std::size_t>(hop)]);
  return kept;
}

}  // namespace speed
