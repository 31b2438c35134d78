// Compares the parts of each fold, name by name; recordings pair by pair.
#include "data/protocol/sharing.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "data/manifest/own_file.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

/// What a clip has of each kind; "" where it is unknown.
std::string identity(const Manifest& manifest, const AudioFingerprints* sounds, std::size_t i,
                     Shared kind) {
  const auto& u = manifest.clips[i].utterance;
  const auto of = [&u](GroupKind unit) {
    const auto* name = name_in(u, unit);
    return name == nullptr ? std::string() : *name;
  };
  switch (kind) {
    case Shared::key:
      return u.key;
    case Shared::audio:
      return own_file(manifest, manifest.clips[i]).lexically_normal().string();
    case Shared::samples:
      return sounds == nullptr ? "" : sounds->digests[i];
    case Shared::copy:
      return "";  // no name, but a relation
    case Shared::speaker:
      return of(GroupKind::speaker);
    case Shared::session:
      return of(GroupKind::session);
    case Shared::dialogue:
      return of(GroupKind::dialogue);
    case Shared::sentence:
      return of(GroupKind::sentence);
  }
  return "";
}

/// Clips of one file by their start. A file may hold thousands, too many to compare all pairs.
class Sections {
 public:
  Sections(const Manifest& manifest, const Indices& clips) : manifest_(manifest), clips_(clips) {
    std::ranges::sort(clips_, {}, [this](std::size_t i) { return start_of(i); });
    for (const auto i : clips_)
      latest_end_.push_back(std::max(end_of(i), latest_end_.empty() ? 0.0 : latest_end_.back()));
  }

  /// Whether the clip overlaps one of them. One clip in two parts is already a shared key.
  bool overlap(std::size_t clip) const {
    const auto& u = manifest_.clips[clip].utterance;
    const auto behind = std::ranges::lower_bound(clips_, end_of(clip), {},
                                                 [this](std::size_t i) { return start_of(i); });
    for (auto k = behind - clips_.begin(); k-- > 0;) {
      if (latest_end_[static_cast<std::size_t>(k)] <= start_of(clip)) return false;
      const auto& other = manifest_.clips[clips_[static_cast<std::size_t>(k)]].utterance;
      if (sections_overlap(u, other) && u.key != other.key) return true;
    }
    return false;
  }

 private:
  double start_of(std::size_t i) const { return manifest_.clips[i].utterance.start.value_or(0.0); }
  double end_of(std::size_t i) const {
    return manifest_.clips[i].utterance.end.value_or(std::numeric_limits<double>::infinity());
  }

  const Manifest& manifest_;
  Indices clips_;
  std::vector<double> latest_end_;  ///< of the clips up to each
};

/// Of clips of one file, those that overlap one of the others.
Indices overlapping(const Manifest& manifest, const Indices& of, const Indices& with) {
  const Sections sections(manifest, with);
  Indices out;
  std::ranges::copy_if(of, std::back_inserter(out),
                       [&](std::size_t clip) { return sections.overlap(clip); });
  return out;
}

struct Side {
  const char* name;
  const Indices* clips;
};

std::vector<std::pair<Side, Side>> sides(const Fold& fold, bool validation_is_test) {
  const Side train{"train", &fold.train}, validation{"validation", &fold.validation},
      test{"test", &fold.test};
  if (validation_is_test) return {{train, test}};
  return {{train, test}, {validation, test}, {train, validation}};
}

using Groups = std::map<std::string, Indices>;

Groups group(const Manifest& manifest, const AudioFingerprints* sounds, const Indices& part,
             Shared kind) {
  Groups out;
  for (const auto i : part) {
    if (auto name = identity(manifest, sounds, i, kind); !name.empty())
      out[std::move(name)].push_back(i);
  }
  return out;
}

/// Likeness of altered copies by either clip.
using CopiesOf = std::map<std::size_t, std::map<std::size_t, double>>;

CopiesOf copies_by_clip(const AudioFingerprints& sounds) {
  CopiesOf out;
  for (const auto& copy : sounds.copies) {
    out[copy.first][copy.second] = copy.likeness.value;
    out[copy.second][copy.first] = copy.likeness.value;
  }
  return out;
}

/// "a = b" or "a ~ b", the same whichever of them is in which part.
std::string pair_of_keys(const Manifest& manifest, std::size_t i, std::size_t j, const char* sign) {
  const auto &a = manifest.clips[i].utterance.key, &b = manifest.clips[j].utterance.key;
  return std::min(a, b) + sign + std::max(a, b);
}

void add_keys(const Manifest& manifest, const Indices& clips, Sharing& found) {
  for (std::size_t k = 0; k < std::min<std::size_t>(2, clips.size()); ++k)
    found.keys.push_back(manifest.clips[clips[k]].utterance.key);
}

}  // namespace

const char* name_of(Shared kind) {
  static constexpr const char* kNames[] = {"keys",     "audio",    "samples",   "copies",
                                           "speakers", "sessions", "dialogues", "sentences"};
  return kNames[static_cast<int>(kind)];
}

Indices used_clips(const Folds& folds) {
  std::set<std::size_t> out;
  for (const auto& fold : folds.folds) {
    for (const auto* part : {&fold.train, &fold.validation, &fold.test})
      out.insert(part->begin(), part->end());
  }
  return {out.begin(), out.end()};
}

std::vector<Sharing> find_sharing(const Manifest& manifest, const Folds& folds,
                                  const AudioFingerprints* sounds) {
  std::vector<Sharing> out;
  const auto copies = sounds == nullptr ? CopiesOf() : copies_by_clip(*sounds);
  for (const auto& fold : folds.folds) {
    const auto pairs = sides(fold, folds.validation_is_test);
    for (const auto kind : {Shared::key, Shared::audio, Shared::samples, Shared::copy,
                            Shared::speaker, Shared::session, Shared::dialogue, Shared::sentence}) {
      if (kind == Shared::copy && copies.empty()) continue;
      for (const auto& [a, b] : pairs) {
        const auto start = [&, &a = a, &b = b](std::string what) {
          Sharing found;
          found.fold = fold.number;
          found.fold_name = fold.name;
          found.kind = kind;
          found.what = std::move(what);
          found.first = a.name;
          found.second = b.name;
          return found;
        };
        if (kind == Shared::copy) {
          const std::set<std::size_t> right(b.clips->begin(), b.clips->end());
          for (const auto i : *a.clips) {
            const auto at = copies.find(i);
            if (at == copies.end()) continue;
            for (const auto& [j, likeness] : at->second) {
              if (!right.contains(j)) continue;
              auto found = start(pair_of_keys(manifest, i, j, " ~ "));
              found.likeness = likeness;
              found.in_first = found.in_second = 1;
              add_keys(manifest, {i, j}, found);
              out.push_back(std::move(found));
            }
          }
          continue;
        }
        const auto left = group(manifest, sounds, *a.clips, kind),
                   right = group(manifest, sounds, *b.clips, kind);
        for (const auto& [name, clips] : left) {
          const auto at = right.find(name);
          if (at == right.end()) continue;
          auto found = start(name);
          auto in_first = clips, in_second = at->second;
          if (kind == Shared::samples)
            found.what = pair_of_keys(manifest, clips.front(), at->second.front(), " = ");
          if (kind == Shared::audio) {
            in_first = overlapping(manifest, clips, at->second);
            in_second = overlapping(manifest, at->second, clips);
            if (in_first.empty()) continue;
          }
          found.in_first = in_first.size();
          found.in_second = in_second.size();
          add_keys(manifest, in_first, found);
          add_keys(manifest, in_second, found);
          out.push_back(std::move(found));
        }
      }
    }
  }
  return out;
}

}  // namespace serhost::data
