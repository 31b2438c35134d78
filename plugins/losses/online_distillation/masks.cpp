// Draws of masks. Without LibTorch, and the same on every machine.
#include "masks.hpp"

#include <algorithm>
#include <cmath>

namespace online_distillation {
namespace {

using Frames = std::vector<std::int64_t>;

/// In [0, n); the bias of n in 2^64 is beyond notice.
std::int64_t below(std::int64_t n, std::mt19937_64& random) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
}

/// `count` of `frames`, drawn without replacement, come first.
void draw_first(Frames& frames, std::size_t count, std::mt19937_64& random) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto rest = static_cast<std::int64_t>(frames.size() - i);
    std::swap(frames[i], frames[i + static_cast<std::size_t>(below(rest, random))]);
  }
}

/// Hides or shows frames at random until `count` are hidden.
void hide_exactly(std::vector<bool>& hidden, std::int64_t count, std::mt19937_64& random) {
  const auto now = std::count(hidden.begin(), hidden.end(), true);
  const bool surplus = now > count;
  Frames open;
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (hidden[i] == surplus) open.push_back(static_cast<std::int64_t>(i));
  }
  const auto change = static_cast<std::size_t>(surplus ? now - count : count - now);
  draw_first(open, change, random);
  for (std::size_t i = 0; i < change; ++i) hidden[static_cast<std::size_t>(open[i])] = !surplus;
}

void hide_blocks(std::vector<bool>& hidden, const MaskOptions& options, std::mt19937_64& random) {
  const auto frames = static_cast<std::int64_t>(hidden.size());
  const auto starts =
      static_cast<std::int64_t>(static_cast<double>(frames) * (options.share + options.adjust) /
                                static_cast<double>(options.length));
  for (std::int64_t s = 0; s < starts; ++s) {
    const auto first = below(frames, random) - options.length / 2;
    for (std::int64_t i = first; i < first + options.length; ++i)
      hidden[static_cast<std::size_t>(std::clamp<std::int64_t>(i, 0, frames - 1))] = true;
  }
  hide_exactly(hidden, hidden_by_blocks(frames, options), random);
}

void hide_spans(std::vector<bool>& hidden, const MaskOptions& options, std::mt19937_64& random) {
  const auto frames = static_cast<std::int64_t>(hidden.size());
  for (std::int64_t start = 0; start < frames; ++start) {
    const double u = static_cast<double>(random() >> 11) * 0x1.0p-53;
    if (u >= options.share) continue;
    for (auto i = start; i < std::min(start + options.length, frames); ++i)
      hidden[static_cast<std::size_t>(i)] = true;
  }
  const auto now = std::count(hidden.begin(), hidden.end(), true);
  if (frames > 1) hide_exactly(hidden, std::clamp<std::int64_t>(now, 1, frames - 1), random);
}

}  // namespace

std::int64_t hidden_by_blocks(std::int64_t frames, const MaskOptions& options) {
  if (frames < 2) return 0;
  return std::clamp<std::int64_t>(
      static_cast<std::int64_t>(static_cast<double>(frames) * options.share), 1, frames - 1);
}

Frames seen_frames(std::int64_t frames, const MaskOptions& options, std::mt19937_64& random) {
  std::vector<bool> hidden(static_cast<std::size_t>(frames), false);
  if (frames > 1) {
    if (options.scheme == "starts") hide_spans(hidden, options, random);
    else hide_blocks(hidden, options, random);
  }
  Frames seen;
  for (std::int64_t i = 0; i < frames; ++i) {
    if (!hidden[static_cast<std::size_t>(i)]) seen.push_back(i);
  }
  return seen;
}

}  // namespace online_distillation
