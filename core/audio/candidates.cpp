// Finds pairs of clips with similar fingerprints. An index of parts of words proposes offsets; all
// bits at an offset then decide. Whether they are one recording is decided by likeness.hpp.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <mutex>
#include <thread>

#include "audio/fingerprint.hpp"

namespace serhost::audio {
namespace {

constexpr std::uint32_t kPart = 24,
                        kParts = 2;  // bits of a part of a word: the lower 24, the upper 24
constexpr std::uint32_t kPartMask = (1U << kPart) - 1;
constexpr int kGuessed = 3;  // up to so many unsure bits of a part, all their signs are looked up
constexpr std::size_t kLeast =
    48;  // parts entered for each clip, also where more bits than that are unsure
constexpr std::size_t kCommon = 4096;  // a key with more entries says too little to be looked up
constexpr std::size_t kVotes = 2;  // parts that must agree on a shift before all bits are compared

/// A part of a word of a clip.
struct Part {
  std::uint32_t key = 0, unsure = 0, frame = 0;
};

std::uint32_t part_of(std::uint32_t word, std::uint32_t which) {
  return word >> (8 * which) & kPartMask;
}

/// What a clip is entered and looked up by: parts with few unsure bits, and in any case the surest
/// ones.
std::vector<Part> parts_of(const Fingerprint& clip) {
  std::vector<Part> out;
  for (std::size_t f = 0; f < clip.signs.size(); ++f) {
    for (std::uint32_t which = 0; which < kParts; ++which) {
      const auto sure = part_of(clip.sure[f], which);
      if (std::popcount(sure) < static_cast<int>(kPart) / 2) continue;
      out.push_back({part_of(clip.signs[f], which) | which << kPart, ~sure & kPartMask,
                     static_cast<std::uint32_t>(f)});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Part& a, const Part& b) {
    return std::popcount(a.unsure) < std::popcount(b.unsure);
  });
  std::size_t kept = 0;
  while (kept < out.size() && (kept < kLeast || std::popcount(out[kept].unsure) <= kGuessed))
    ++kept;
  out.resize(kept);
  return out;
}

/// Where a part occurs; in the order of keys, clips and frames.
struct Entry {
  std::uint32_t key = 0, clip = 0, frame = 0;
  auto operator<=>(const Entry&) const = default;
};

class Index {
 public:
  explicit Index(const std::vector<std::vector<Part>>& clips)
      : begin_((kParts << kPart >> kSkipped) + 1) {
    for (std::size_t c = 0; c < clips.size(); ++c) {
      for (const auto& part : clips[c])
        entries_.push_back({part.key, static_cast<std::uint32_t>(c), part.frame});
    }
    std::sort(entries_.begin(), entries_.end());
    for (const auto& entry : entries_) ++begin_[(entry.key >> kSkipped) + 1];
    for (std::size_t k = 1; k < begin_.size(); ++k) begin_[k] += begin_[k - 1];
  }

  template <class Visit>
  void look_up(std::uint32_t key, const Visit& visit) const {
    const auto at = [this](std::size_t i) {
      return entries_.begin() + static_cast<std::ptrdiff_t>(i);
    };
    const auto begin = at(begin_[key >> kSkipped]), end = at(begin_[(key >> kSkipped) + 1]);
    const auto [first, last] = std::equal_range(
        begin, end, Entry{key, 0, 0}, [](const Entry& a, const Entry& b) { return a.key < b.key; });
    if (static_cast<std::size_t>(last - first) > kCommon) return;
    std::for_each(first, last, visit);
  }

 private:
  static constexpr std::uint32_t kSkipped =
      8;  // low bits of a key that the table of beginnings does not tell apart
  std::vector<std::size_t> begin_;
  std::vector<Entry> entries_;
};

/// A place at which another clip may lie upon the one looked up; ordered by clip, then shift.
struct Vote {
  std::uint32_t clip = 0;
  std::int32_t shift = 0;
  auto operator<=>(const Vote&) const = default;
};

std::vector<Vote> votes_for(const Index& index, const std::vector<Part>& parts,
                            std::uint32_t self) {
  std::vector<Vote> out;
  for (const auto& part : parts) {
    const auto look_up = [&](std::uint32_t key) {
      index.look_up(key, [&](const Entry& at) {
        if (at.clip != self)
          out.push_back({at.clip, static_cast<std::int32_t>(part.frame) -
                                      static_cast<std::int32_t>(at.frame)});
      });
    };
    if (std::popcount(part.unsure) > kGuessed) {
      look_up(part.key);
      continue;
    }
    const auto known = part.key & ~part.unsure;
    for (auto guess = part.unsure;; guess = (guess - 1) & part.unsure) {  // every subset
      look_up(known | guess);
      if (guess == 0) break;
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool better(const Alignment& a, const Alignment& b) {
  return a.differing != b.differing ? a.differing < b.differing : a.shift < b.shift;
}

using Found = std::map<std::pair<std::size_t, std::size_t>, Alignment>;

void keep(Found& found, std::size_t first, std::size_t second, const Alignment& alignment) {
  const auto [at, fresh] = found.try_emplace({first, second}, alignment);
  if (!fresh && better(alignment, at->second)) at->second = alignment;
}

/// Candidates of one clip.
void look_for(const Index& index, const std::vector<Part>& parts,
              const std::vector<Fingerprint>& clips, std::uint32_t self, const Wanted& wanted,
              Found& found) {
  const auto votes = votes_for(index, parts, self);
  for (std::size_t i = 0; i < votes.size();) {
    // Votes for one shift, and those for the next one, where a shift lies between two frames.
    const auto [other, shift] = votes[i];
    std::size_t same = i;
    while (same < votes.size() && votes[same] == votes[i]) ++same;
    auto near = same;
    while (near < votes.size() && votes[near] == Vote{other, shift + 1}) ++near;
    if (near - i >= kVotes && (!wanted || wanted(std::min<std::size_t>(self, other),
                                                 std::max<std::size_t>(self, other)))) {
      for (const std::int32_t s : {shift, shift + 1}) {
        auto alignment = align(clips[self], clips[other], s);
        if (!alignment.is_candidate()) continue;
        if (self > other) alignment.shift = -alignment.shift;
        keep(found, std::min<std::size_t>(self, other), std::max<std::size_t>(self, other),
             alignment);
      }
    }
    i = same;
  }
}

}  // namespace

double limit_for(std::size_t compared) {
  return compared == 0 ? -1.0
                       : std::min(0.2, 0.44 - 7.5 / std::sqrt(static_cast<double>(compared)));
}

bool Alignment::is_candidate() const { return overlap >= 0.5 && differing <= limit_for(compared); }

Alignment align(const Fingerprint& first, const Fingerprint& second, std::int64_t shift) {
  Alignment out;
  out.shift = shift;
  const auto n = static_cast<std::int64_t>(first.signs.size()),
             m = static_cast<std::int64_t>(second.signs.size());
  std::size_t differing = 0, in_first = 0, in_second = 0;
  for (auto f = std::max<std::int64_t>(0, shift); f < std::min(n, m + shift); ++f) {
    const auto a = static_cast<std::size_t>(f), b = static_cast<std::size_t>(f - shift);
    const auto both = first.sure[a] & second.sure[b];
    out.compared += static_cast<std::size_t>(std::popcount(both));
    differing += static_cast<std::size_t>(std::popcount((first.signs[a] ^ second.signs[b]) & both));
    in_first += static_cast<std::size_t>(std::popcount(first.sure[a]));
    in_second += static_cast<std::size_t>(std::popcount(second.sure[b]));
  }
  if (out.compared > 0)
    out.differing = static_cast<double>(differing) / static_cast<double>(out.compared);
  const bool first_is_shorter = first.sure_bits <= second.sure_bits;
  const auto whole = first_is_shorter ? first.sure_bits : second.sure_bits;
  if (whole > 0)
    out.overlap =
        static_cast<double>(first_is_shorter ? in_first : in_second) / static_cast<double>(whole);
  return out;
}

std::vector<Candidate> find_candidates(const std::vector<Fingerprint>& clips, std::size_t threads,
                                       const Wanted& wanted) {
  std::vector<std::vector<Part>> parts;
  for (const auto& clip : clips) parts.push_back(parts_of(clip));
  const Index index(parts);
  Found found;
  std::mutex mutex;
  {
    std::vector<std::jthread> workers;
    for (std::size_t t = 0; t < std::max<std::size_t>(1, threads); ++t) {
      workers.emplace_back([&, t] {
        Found own;
        for (std::size_t c = t; c < clips.size(); c += std::max<std::size_t>(1, threads))
          look_for(index, parts[c], clips, static_cast<std::uint32_t>(c), wanted, own);
        const std::lock_guard lock(mutex);
        for (const auto& [pair, alignment] : own) keep(found, pair.first, pair.second, alignment);
      });
    }
  }
  std::vector<Candidate> out;
  for (const auto& [pair, alignment] : found) out.push_back({pair.first, pair.second, alignment});
  return out;
}

}  // namespace serhost::audio
