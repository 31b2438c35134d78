// Joins a fold list with the clips of a manifest, which may hold fewer clips (classes left out) or
// more.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.hpp"
#include "data/manifest/tidy.hpp"
#include "data/protocol/fold_list.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

constexpr std::size_t kSeveral = static_cast<std::size_t>(-1);

/// Finds clips by key, and by other names that belong to one clip alone.
class Finder {
 public:
  explicit Finder(const Manifest& manifest) {
    for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
      const auto& clip = manifest.clips[i];
      keys_.emplace(clip.utterance.key, i);
      std::set<std::string> names = {std::filesystem::path(clip.utterance.key).stem().string(),
                                     clip.utterance.audio.stem().string()};
      if (clip.listed) names.insert(clip.listed->key);
      for (const auto& name : names) {
        if (name.empty()) continue;
        const auto [at, fresh] = names_.emplace(name, i);
        if (!fresh && at->second != i) at->second = kSeveral;
      }
    }
  }

  std::optional<std::size_t> find(const ListedClip& clip) const {
    if (const auto at = keys_.find(clip.key); at != keys_.end()) return at->second;
    if (const auto found = by_name(clip.key)) return found;
    for (const auto& name : clip.other_names) {
      if (const auto at = keys_.find(name); at != keys_.end()) return at->second;
      if (const auto found = by_name(name)) return found;
    }
    return std::nullopt;
  }

 private:
  std::optional<std::size_t> by_name(const std::string& name) const {
    const auto at = names_.find(name);
    return at == names_.end() || at->second == kSeveral ? std::nullopt : std::optional(at->second);
  }
  std::map<std::string, std::size_t> keys_, names_;
};

/// Names of folds: by number where all are numbers, else as they first appear.
std::vector<std::string> fold_names(const FoldList& list) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  bool numbers = true;
  const auto number_of = [](const std::string& text) {
    std::int64_t value = -1;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    return end.ptr == text.data() + text.size() && end.ec == std::errc() ? value : -1;
  };
  for (const auto& clip : list.clips) {
    if (!seen.insert(clip.fold).second) continue;
    out.push_back(clip.fold);
    numbers = numbers && number_of(clip.fold) >= 0;
  }
  if (numbers)
    std::stable_sort(out.begin(), out.end(),
                     [&](const auto& a, const auto& b) { return number_of(a) < number_of(b); });
  return out;
}

std::string first_of(const std::vector<std::string>& names) {
  std::vector<std::string> first(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 5)));
  return join(first, ", ") + (names.size() > 5 ? ", ..." : "");
}

/// A list's lines by the clips that they name.
struct Matched {
  std::vector<std::string> names;                                ///< of the folds
  std::vector<std::map<std::size_t, std::set<FoldPart>>> parts;  ///< by fold: each clip's
  std::set<std::string> unmatched;                               ///< keys of no clip
  std::vector<std::string> twice;                                ///< clips in two parts of a fold
  std::set<std::size_t> used;                                    ///< clips of any fold
};

Matched match(const FoldList& list, const Manifest& manifest) {
  const Finder finder(manifest);
  Matched out;
  out.names = fold_names(list);
  out.parts.resize(out.names.size());
  std::map<std::string, std::size_t> index;
  for (std::size_t f = 0; f < out.names.size(); ++f) index[out.names[f]] = f;
  for (const auto& clip : list.clips) {
    const auto found = finder.find(clip);
    if (!found) {
      out.unmatched.insert(clip.key);
      continue;
    }
    out.used.insert(*found);
    auto& held = out.parts[index[clip.fold]][*found];
    if (held.insert(*clip.part).second && held.size() == 2) {
      out.twice.push_back(clip.key + " (fold " + clip.fold + ": " + name_of(*held.begin()) +
                          " and " + name_of(*held.rbegin()) + ")");
    }
  }
  return out;
}

Fold fold_of(const Matched& matched, std::size_t f) {
  Fold fold;
  fold.number = static_cast<std::int64_t>(f) + 1;
  fold.name = "fold " + matched.names[f];
  for (const auto& [clip, held] : matched.parts[f]) {
    for (const auto part : held)
      (part == FoldPart::train        ? fold.train
       : part == FoldPart::validation ? fold.validation
                                      : fold.test)
          .push_back(clip);
  }
  return fold;
}

/// Lists of test clips alone, as EmoBox publishes them, mean that the rest trains. Whether any was.
bool let_the_rest_train(const FoldList& list, const Manifest& manifest, const Matched& matched,
                        std::vector<Fold>& folds) {
  bool any = false;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    auto& fold = folds[f];
    const auto has_train =
        std::any_of(list.clips.begin(), list.clips.end(), [&](const ListedClip& clip) {
          return clip.fold == matched.names[f] && clip.part == FoldPart::train;
        });
    if (has_train) continue;
    any = true;
    fold.train = rest_of(rest_of(all_clips(manifest), fold.test), fold.validation);
  }
  return any;
}

}  // namespace

Folds folds_from(const FoldList& list, const Manifest& manifest, Faults& faults) {
  const auto matched = match(list, manifest);
  const auto& [names, parts, unmatched, twice, used] = matched;
  Folds out;
  if (!twice.empty())
    faults.add(Exit::damaged, list.source + ": " + count_of(twice.size(), "clip") +
                                  " in two parts of a fold: " + first_of(twice));
  for (std::size_t f = 0; f < names.size(); ++f) out.folds.push_back(fold_of(matched, f));
  if (used.empty()) {
    faults.add(Exit::damaged,
               list.source + ": none of its " + count_of(unmatched.size(), "key") +
                   " is a clip of the data, for instance '" + *unmatched.begin() + "'" +
                   (manifest.clips.empty() ? ""
                                           : "; the data has keys like '" +
                                                 manifest.clips.front().utterance.key + "'"));
    return out;
  }
  const bool rest_trains = let_the_rest_train(list, manifest, matched, out.folds);
  if (rest_trains)
    out.notes.push_back(
        list.source +
        ": lists no training set; all clips outside a fold's lists are used for training");
  if (!unmatched.empty()) {
    out.notes.push_back(list.source + ": " + count_of(unmatched.size(), "key is", "keys are") +
                        " not among the clips: " + first_of({unmatched.begin(), unmatched.end()}));
  }
  if (!rest_trains && used.size() < manifest.clips.size()) {
    out.notes.push_back(list.source + ": " +
                        count_of(manifest.clips.size() - used.size(), "clip is", "clips are") +
                        " in no fold and left out");
  }
  return out;
}

Manifest manifest_from(const FoldList& list) {
  std::map<std::string, Clip> clips;
  for (const auto* from : {&list.corpus, &list.clips}) {
    for (const auto& listed : *from) {
      auto& clip = clips[listed.key];
      clip.utterance.key = listed.key;
      if (listed.speaker) clip.utterance.speaker = tidy(*listed.speaker);
      if (listed.session) clip.utterance.session = tidy(*listed.session);
      if (listed.dialogue) clip.utterance.dialogue = tidy(*listed.dialogue);
      if (listed.sentence) clip.utterance.sentence = tidy(*listed.sentence);
      if (listed.gender) clip.utterance.gender = listed.gender;
    }
  }
  Manifest manifest;
  manifest.corpora.emplace_back();
  for (auto& [key, clip] : clips) manifest.clips.push_back(std::move(clip));
  return manifest;
}

}  // namespace serhost::data
