// Audio fingerprints: bits that do not change with re-encoding, another gain, rate or bit depth,
// noise, padding and cutting. Takes of one sentence or song by one person differ, but not always by
// much: what fingerprints propose, likeness.hpp decides. docs/leaks.md has the error rates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "audio/waveform.hpp"

namespace serhost::audio {

/// One word every 16 ms, 32 bits from low (300 Hz) to high (3 kHz). A bit is the sign of a
/// difference in level between two neighboring bands against 64 ms before (Haitsma and Kalker, A
/// highly robust audio fingerprinting system, ISMIR 2002). It is sure where that difference is
/// above 1 dB, with bands below -35 dB of the clip's own loudness held at that level: silence and
/// noise have no sure bits, and no factor on the samples changes any.
struct Fingerprint {
  std::vector<std::uint32_t> signs, sure;
  std::size_t sure_bits = 0;  ///< of all words; 0: there is nothing to compare
};

/// [any thread] Of any length and rate. Shorter than 0.2 s, constant and silent audio has an empty
/// one.
Fingerprint fingerprint(const Waveform& waveform);

/// Two recordings laid upon each other.
struct Alignment {
  std::int64_t shift = 0;  ///< frame f of `first` lies upon frame f - shift of `second`; 16 ms each
  std::size_t compared = 0;  ///< bits that are sure in both
  double differing = 1.0;    ///< share of them that differ; about 0.45 for recordings that have
                             ///< nothing to do with each other
  double overlap = 0.0;  ///< share of the sure bits of the shorter clip that lie in what overlaps
  /// Whether chance is ruled out: at most 0.2 differ, fewer where few are compared (limit_for), and
  /// half of the shorter clip takes part.
  bool is_candidate() const;
};

/// min(0.2, 0.44 - 7.5 / sqrt(compared)): unrelated recordings spread around 0.44 by about 1 /
/// sqrt(compared), so that this is 7.5 times their spread away, which allows for the billions of
/// alignments of a large corpus. Negative under 291 bits.
double limit_for(std::size_t compared);

Alignment align(const Fingerprint& first, const Fingerprint& second, std::int64_t shift);

struct Candidate {
  std::size_t first = 0, second = 0;  ///< first < second
  Alignment alignment;                ///< the best that was found
};

/// Which pairs of clips count; [any thread].
using Wanted = std::function<bool(std::size_t, std::size_t)>;

/// Pairs of recordings of which one may be an altered copy of the other, or of half of it or more,
/// in ascending order. Deterministic; takes `threads` threads.
std::vector<Candidate> find_candidates(const std::vector<Fingerprint>& clips,
                                       std::size_t threads = 1, const Wanted& wanted = {});

}  // namespace serhost::audio
