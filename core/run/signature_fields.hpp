// Values of the signature's fields that can be had from a run's files as well as from its data, in
// one way: so an older record's are recomputed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace serhost::run {

/// The field `selection` where nothing validates, whatever `protocol.select` says.
inline constexpr const char* kLastEpoch = "last";

struct ValidationClip {
  std::int64_t fold = 1;
  std::string key;
};

/// "speakers 0.2, 1f0c…": what was done, and a hash of the clips that validate, of each seed that
/// folds were drawn for, in any order.
std::string validation_text(const std::string& rule,
                            std::vector<std::vector<ValidationClip>> seeds);

/// "speakers" of "speakers 0.2", "random" of "random 0.2 (speakers unknown)".
std::string rule_of(const std::string& validation);

/// The clips of one fold by their names: those that are tested, and those that it is learned from.
struct FoldClips {
  std::vector<std::string> tested{}, learned{};
};

/// Of the folds by their numbers, of each seed that they were drawn for; 16 digits. Names are in
/// any order.
std::string partition_hash(const std::vector<std::map<std::int64_t, FoldClips>>& seeds);

/// The field `corpus` of one corpus: number of clips and what they are, by content.
std::string corpus_text(std::size_t clips, const std::string& manifest_hash,
                        const std::string& audio_hash);

/// "test clips cut to their middle 3 s", or "none" where no test clip is longer.
std::string cropping_text(std::size_t cropped, double seconds);

}  // namespace serhost::run
