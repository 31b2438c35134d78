// Looks at every candidate again. Only clips that are candidates are read, those of one clip
// together.
#include "audio/copies.hpp"

#include "base/parallel.hpp"

namespace serhost::audio {
namespace {

/// Candidates [begin, end) have one clip for their first.
struct OfOneClip {
  std::size_t begin = 0, end = 0;
};

std::vector<OfOneClip> by_first(const std::vector<Candidate>& candidates) {
  std::vector<OfOneClip> out;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i == 0 || candidates[i].first != candidates[i - 1].first) out.push_back({i, i});
    out.back().end = i + 1;
  }
  return out;
}

}  // namespace

std::vector<Copy> find_copies(const std::vector<Fingerprint>& clips, const ReadAgain& read,
                              std::size_t threads, const Wanted& wanted) {
  const auto candidates = find_candidates(clips, threads, wanted);
  const auto ranges = by_first(candidates);
  std::vector<Likeness> found(candidates.size());
  for_each_index(ranges.size(), threads, [&](std::size_t r) {
    const auto first = read(candidates[ranges[r].begin].first);
    for (auto i = ranges[r].begin; i < ranges[r].end; ++i) {
      const auto& [a, b, alignment] = candidates[i];
      found[i] = likeness(first, read(b), alignment.shift);
    }
  });
  std::vector<Copy> out;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto& [first, second, alignment] = candidates[i];
    if (found[i].is_copy()) out.push_back({first, second, alignment, found[i]});
  }
  return out;
}

}  // namespace serhost::audio
