// Groups clips by what they have in common, in the order of names.
#include "data/protocol/groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.hpp"

namespace serhost::data {
bool is_placeholder(std::string_view name) {
  // After the corpus that assemble.cpp puts before it.
  const auto word = lower(trim(name.substr(name.rfind('/') + 1)));
  for (const auto* known : {"", "unknown", "unk", "<unk>", "none", "null", "nan", "undefined",
                            "unspecified", "?", "-", "-1"}) {
    if (word == known) return true;
  }
  return lower(trim(name)) == "n/a";
}

const char* name_of(GroupKind kind) {
  static constexpr const char* kNames[] = {"clip", "speaker", "session", "dialogue", "sentence"};
  return kNames[static_cast<int>(kind)];
}

const std::string* name_in(const Utterance& utterance, GroupKind kind) {
  const auto& name = kind == GroupKind::session    ? utterance.session
                     : kind == GroupKind::dialogue ? utterance.dialogue
                     : kind == GroupKind::sentence ? utterance.sentence
                                                   : utterance.speaker;
  return name && !is_placeholder(*name) ? &*name : nullptr;
}

std::vector<Group> groups_of(const Manifest& manifest, const Indices& clips, GroupKind kind) {
  std::map<std::string, Group> groups;
  for (const auto i : clips) {
    const auto& clip = manifest.clips[i];
    const auto* name =
        kind == GroupKind::clip ? &clip.utterance.key : name_in(clip.utterance, kind);
    if (name == nullptr) continue;
    auto& unit = groups[*name];
    if (unit.per_class.empty()) unit.per_class.resize(manifest.classes.size() + 1);
    unit.clips.push_back(i);
    ++unit.per_class[clip.label < 0 ? manifest.classes.size()
                                    : static_cast<std::size_t>(clip.label)];
  }
  std::vector<Group> out;
  for (auto& [name, unit] : groups) {
    unit.name = name;
    out.push_back(std::move(unit));
  }
  return out;
}

std::size_t count_unknown(const Manifest& manifest, const Indices& clips, GroupKind kind) {
  if (kind == GroupKind::clip) return 0;
  return static_cast<std::size_t>(std::count_if(clips.begin(), clips.end(), [&](std::size_t i) {
    return name_in(manifest.clips[i].utterance, kind) == nullptr;
  }));
}

std::size_t round_fraction(double share, std::size_t n) {
  const auto wanted = std::llround(share * static_cast<double>(n));
  return static_cast<std::size_t>(std::clamp<std::int64_t>(
      wanted, 1, std::max<std::int64_t>(1, static_cast<std::int64_t>(n) - 1)));
}

Indices rest_of(const Indices& from, const Indices& without) {
  Indices out;
  std::set_difference(from.begin(), from.end(), without.begin(), without.end(),
                      std::back_inserter(out));
  return out;
}

Indices all_clips(const Manifest& manifest) {
  Indices out(manifest.clips.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

std::string first_unknown(const Manifest& manifest, GroupKind kind) {
  for (const auto& clip : manifest.clips) {
    if (name_in(clip.utterance, kind) == nullptr) return "'" + clip.utterance.key + "'";
  }
  return "";
}

std::string how_to_name(GroupKind kind) {
  const std::string name = name_of(kind);
  if (kind == GroupKind::speaker)
    return "say who speaks: by dataset.speaker, a pattern of file names, or a column 'speaker' of "
           "the list (dataset.columns names another)";
  return "say the " + name + ": by a column '" + name +
         "' of the list (dataset.columns names "
         "another)";
}

}  // namespace serhost::data
