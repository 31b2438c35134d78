// Not a time: how well copies are told from takes. Over the WAV files of a folder: the lowest bit
// error rate and the highest likeness of pairs of recordings, and how many altered copies are
// found, for each alteration. docs/leaks.md has the tables.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "../tests/core/audio/altered.hpp"
#include "audio/copies.hpp"
#include "base/parallel.hpp"

using namespace serhost;
using namespace serhost::audio;

namespace {

struct Corpus {
  std::vector<Waveform> clips;
  std::vector<Fingerprint> fingerprints;
};

Corpus corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".wav") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Corpus out;
  for (const auto& file : files) {
    out.clips.push_back(resample(decode(file), 16000));
    out.fingerprints.push_back(fingerprint(out.clips.back()));
  }
  return out;
}

/// The alignment with half an overlap at which fewest bits differ.
Alignment best_alignment(const Fingerprint& first, const Fingerprint& second) {
  Alignment best;
  const auto n = static_cast<std::int64_t>(first.signs.size()),
             m = static_cast<std::int64_t>(second.signs.size());
  for (auto shift = -m; shift < n; ++shift) {
    const auto at = align(first, second, shift);
    if (at.overlap >= 0.5 && at.compared >= 291 && at.differing < best.differing) best = at;
  }
  return best;
}

/// All pairs are taken for different recordings. Those whose bits agree best are looked at again.
void pairs_of_recordings(const Corpus& all) {
  constexpr double kNear = 0.33;  // of the bits differ
  const auto n = all.clips.size();
  std::vector<double> highest(n, 0.0), lowest(n, 1.0);
  std::vector<std::size_t> looked(n), candidates(n), copies(n);
  for_each_index(n, kReaders, [&](std::size_t i) {
    for (auto j = i + 1; j < n; ++j) {
      const auto at = best_alignment(all.fingerprints[i], all.fingerprints[j]);
      lowest[i] = std::min(lowest[i], at.differing);
      if (at.differing > kNear) continue;
      const auto found = likeness(all.clips[i], all.clips[j], at.shift);
      highest[i] = std::max(highest[i], found.value);
      ++looked[i];
      candidates[i] += at.is_candidate();
      copies[i] += at.is_candidate() && found.is_copy();
    }
  });
  const auto sum = [](const std::vector<std::size_t>& of) {
    std::size_t out = 0;
    for (const auto x : of) out += x;
    return out;
  };
  std::printf("%zu clips, %zu pairs: lowest bit error rate %.3f; %zu candidates, %zu copies\n", n,
              n * (n - 1) / 2, *std::min_element(lowest.begin(), lowest.end()), sum(candidates),
              sum(copies));
  std::printf("of %zu pairs with a bit error rate up to %.2f, the highest likeness is %.3f\n",
              sum(looked), kNear, *std::max_element(highest.begin(), highest.end()));
}

void alterations_of(const Corpus& all, std::size_t every) {
  std::printf(
      "| alteration | found | highest bit error rate | lowest likeness |\n|---|---|---|---|\n");
  for (const auto& alteration : alterations()) {
    auto clips = all.clips;
    auto fingerprints = all.fingerprints;
    std::vector<std::size_t> source;
    for (std::size_t i = 0; i < all.clips.size(); i += every) {
      source.push_back(i);
      clips.push_back(alteration.apply(all.clips[i]));
      fingerprints.push_back(fingerprint(clips.back()));
    }
    std::size_t found = 0, wrong = 0;
    double bits = 0.0, likest = 1.0;
    for (const auto& copy :
         find_copies(fingerprints, [&](std::size_t i) { return clips[i]; }, kReaders)) {
      const bool right =
          copy.second >= all.clips.size() && source[copy.second - all.clips.size()] == copy.first;
      if (!right) {
        ++wrong;
        continue;
      }
      ++found;
      bits = std::max(bits, copy.alignment.differing);
      likest = std::min(likest, copy.likeness.value);
    }
    std::printf("| %s | %zu of %zu | %.3f | %.2f |%s\n", alteration.name.c_str(), found,
                source.size(), bits, likest, wrong > 0 ? " and others, wrongly" : "");
    std::fflush(stdout);
  }
}

/// Two takes of one made-up sentence each.
void made_up_takes(std::size_t pairs) {
  std::size_t candidates = 0, copies = 0;
  double highest = 0.0;
  for (std::uint64_t text = 0; text < pairs; ++text) {
    const std::vector<Waveform> takes = {take_of(text, 1, 2.0), take_of(text, 2, 2.0)};
    const std::vector<Fingerprint> both = {fingerprint(takes[0]), fingerprint(takes[1])};
    candidates += find_candidates(both).size();
    copies += find_copies(both, [&](std::size_t i) { return takes[i]; }).size();
    const auto at = best_alignment(both[0], both[1]);
    if (at.differing < 1.0)
      highest = std::max(highest, likeness(takes[0], takes[1], at.shift).value);
  }
  std::printf(
      "%zu pairs of made-up takes: %zu candidates, %zu copies; the highest likeness is %.3f\n",
      pairs, candidates, copies, highest);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr,
                 "usage: copy_recognition FOLDER [EVERY]: WAV files; each EVERYth is altered\n");
    return 64;
  }
  made_up_takes(500);
  const auto all = corpus(arguments[1]);
  if (all.clips.size() < 2) {
    std::fprintf(stderr, "%s: holds fewer than two WAV files\n", arguments[1]);
    return 66;
  }
  pairs_of_recordings(all);
  alterations_of(all, count > 2 ? std::max(1UL, std::stoul(arguments[2])) : 1);
  return 0;
}
