// Compares the parts of each fold, name by name.
#include "data/sharing.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "data/units.hpp"

namespace serhost::data {
namespace {

/// What a clip has of each kind; "" where it is unknown.
std::string identity(const Manifest& manifest, const std::vector<std::string>& digests, std::size_t i, Shared kind) {
  const auto& u = manifest.clips[i].utterance;
  switch (kind) {
    case Shared::key: return u.key;
    case Shared::speaker: return u.speaker.value_or("");
    case Shared::session: return u.session.value_or("");
    case Shared::samples: return digests.empty() ? "" : digests[i];
    case Shared::audio: return u.audio.empty() ? "" : u.audio.lexically_normal().string();
  }
  return "";
}

bool overlap(const Utterance& a, const Utterance& b) {
  if (a.channel && b.channel && *a.channel != *b.channel) return false;
  constexpr double kEver = 1e18;
  const double a0 = a.start.value_or(0), a1 = a.end.value_or(kEver), b0 = b.start.value_or(0), b1 = b.end.value_or(kEver);
  // Neighbors may touch, and people may speak at once; the same section again is what counts.
  return std::min(a1, b1) - std::max(a0, b0) > 0.5 * std::min(a1 - a0, b1 - b0);
}

using Groups = std::map<std::string, Indices>;

Groups group(const Manifest& manifest, const std::vector<std::string>& digests, const Indices& part, Shared kind) {
  Groups out;
  for (const auto i : part) {
    if (auto name = identity(manifest, digests, i, kind); !name.empty()) out[std::move(name)].push_back(i);
  }
  return out;
}

/// Of clips of one file, those that overlap one of the others.
std::size_t overlapping(const Manifest& manifest, const Indices& of, const Indices& with) {
  return static_cast<std::size_t>(std::count_if(of.begin(), of.end(), [&](std::size_t a) {
    return std::any_of(with.begin(), with.end(), [&](std::size_t b) {
      // One clip in two parts is already a shared key.
      return manifest.clips[a].utterance.key != manifest.clips[b].utterance.key &&
             overlap(manifest.clips[a].utterance, manifest.clips[b].utterance);
    });
  }));
}

}  // namespace

const char* name_of(Shared kind) {
  switch (kind) {
    case Shared::key: return "keys";
    case Shared::audio: return "audio";
    case Shared::samples: return "samples";
    case Shared::speaker: return "speakers";
    case Shared::session: return "sessions";
  }
  return "";
}

std::vector<Sharing> find_sharing(const Manifest& manifest, const Folds& folds, const std::vector<std::string>& digests) {
  std::vector<Sharing> out;
  for (const auto& fold : folds.folds) {
    struct Side {
      const char* name;
      const Indices* clips;
    };
    const Side train{"train", &fold.train}, validation{"validation", &fold.validation}, test{"test", &fold.test};
    std::vector<std::pair<Side, Side>> pairs = {{train, test}};
    if (!folds.validation_is_test) {
      pairs.emplace_back(validation, test);
      pairs.emplace_back(train, validation);
    }
    for (const auto kind : {Shared::key, Shared::audio, Shared::samples, Shared::speaker, Shared::session}) {
      for (const auto& [a, b] : pairs) {
        const auto left = group(manifest, digests, *a.clips, kind), right = group(manifest, digests, *b.clips, kind);
        for (const auto& [name, clips] : left) {
          const auto at = right.find(name);
          if (at == right.end()) continue;
          Sharing found{fold.number, fold.name, kind, name, a.name, b.name, clips.size(), at->second.size()};
          if (kind == Shared::samples)
            found.what = manifest.clips[clips.front()].utterance.key + " = " + manifest.clips[at->second.front()].utterance.key;
          if (kind == Shared::audio) {
            found.in_first = overlapping(manifest, clips, at->second);
            found.in_second = overlapping(manifest, at->second, clips);
            if (found.in_first == 0) continue;
          }
          out.push_back(std::move(found));
        }
      }
    }
  }
  return out;
}

}  // namespace serhost::data
