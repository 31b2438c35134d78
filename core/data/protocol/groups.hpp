// Groups that a protocol samples or distributes as a whole: a speaker with all its clips, or a
// single clip.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seed.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

using Indices = std::vector<std::size_t>;  ///< of Manifest::clips

struct Group {
  std::string name;                     ///< of the speaker or session; the key of a single clip
  Indices clips;                        ///< ascending
  std::vector<std::int64_t> per_class;  ///< clips by label; one entry more for clips without
};

/// How groups are made.
enum class GroupKind { clip, speaker, session, dialogue, sentence };
const char* name_of(GroupKind kind);  ///< "clip", "speaker", ...

/// "unknown", "none", "nan", "?" and other words that lists have in place of a name.
bool is_placeholder(std::string_view name);

/// What a clip says of `kind`, which is not `clip`; nullptr where it is unknown. A placeholder is
/// no name: clips of unknown speakers are not all one person's.
const std::string* name_in(const Utterance& utterance, GroupKind kind);

/// Sorted by name; clips for which it is unknown are left out.
std::vector<Group> groups_of(const Manifest& manifest, const Indices& clips, GroupKind kind);

/// The clips for which the field is unknown.
std::size_t count_unknown(const Manifest& manifest, const Indices& clips, GroupKind kind);

/// The first key that lacks a field, for messages.
std::string first_unknown(const Manifest& manifest, GroupKind kind);

/// How a data set is told speakers or sessions: a clause for messages about unknown ones.
std::string how_to_name(GroupKind kind);

/// `count` groups (at least 1, at most all but one) drawn without replacement. With `stratify`
/// their class shares are near those of all. A unit without which a class would be left with no
/// clip is passed over where possible.
Indices sample_groups(const std::vector<Group>& groups, std::size_t count, bool stratify,
                      Random& random);

/// All units in `k` folds_out; fold_out sizes differ by one unit at most, or, with `stratify`, as
/// the class shares ask.
std::vector<Indices> split_into_folds(const std::vector<Group>& groups, std::size_t k,
                                      bool stratify, Random& random);

/// round(share * n), at least 1 and at most n - 1 (n >= 2).
std::size_t round_fraction(double share, std::size_t n);

/// All clips of `from` that are not in `without`; both ascending.
Indices rest_of(const Indices& from, const Indices& without);

/// 0 .. n-1.
Indices all_clips(const Manifest& manifest);

}  // namespace serhost::data
