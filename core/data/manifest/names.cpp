// Names are grouped by their folded form; a group of two names or more is told.
#include "data/manifest/names.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "data/manifest/tidy.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

using Counted = std::map<std::string, std::int64_t>;  // clips by name

/// Groups of names that are folded alike.
std::vector<Counted> alike(const Counted& names) {
  std::map<std::string, Counted> groups;
  for (const auto& [name, count] : names) groups[folded(name)][name] = count;
  std::vector<Counted> out;
  for (auto& [form, group] : groups) {
    if (group.size() > 1) out.push_back(std::move(group));
  }
  return out;
}

/// "'Angry' (8 clips) and 'angry' (4 clips)".
std::string listed(const Counted& group) {
  std::string out;
  std::size_t told = 0;
  for (const auto& [name, count] : group) {
    if (told > 0) out += told + 1 == group.size() ? " and " : ", ";
    out += "'" + name + "' (" + count_of(static_cast<std::size_t>(count), "clip") + ")";
    ++told;
  }
  return out;
}

Counted clips_by_class(const Manifest& manifest) {
  Counted out;
  for (const auto& name : manifest.classes) out[name] = 0;
  for (const auto& clip : manifest.clips) {
    if (clip.label >= 0) ++out[manifest.classes[static_cast<std::size_t>(clip.label)]];
  }
  return out;
}

/// "\"angry\" = \"Angry\"": all become the one of most clips.
std::string mergers(const Counted& group) {
  const auto most = std::max_element(
      group.begin(), group.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<std::string> out;
  for (const auto& [name, count] : group) {
    if (name != most->first) out.push_back("\"" + name + "\" = \"" + most->first + "\"");
  }
  return join(out, ", ");
}

constexpr const char* kDiffer =
    " differ only in case, zeros, '.0', letters that look the same in two scripts or characters "
    "that cannot be seen";

}  // namespace

std::vector<std::string> name_warnings(const Manifest& manifest) {
  std::vector<std::string> out;
  auto labels = clips_by_class(manifest);
  for (const auto& [label, count] : manifest.left_out) labels[label] += count;
  for (const auto& group : alike(labels))
    out.push_back("classes " + listed(group) + kDiffer +
                  "; if they are one class, merge them: merge = { " + mergers(group) + " }");
  std::vector<Counted> speakers(std::max<std::size_t>(1, manifest.corpora.size()));
  for (const auto& clip : manifest.clips) {
    if (const auto* name = name_in(clip.utterance, GroupKind::speaker))
      ++speakers.at(clip.corpus)[*name];
  }
  for (std::size_t c = 0; c < speakers.size(); ++c) {
    for (const auto& group : alike(speakers[c]))
      out.push_back((speakers.size() > 1 ? "dataset '" + manifest.corpora[c].name + "': " : "") +
                    "speakers " + listed(group) + kDiffer +
                    "; if they are one person, write the name in one way: as it is, they are " +
                    std::to_string(group.size()) + " people to protocols and audits");
  }
  return out;
}

std::vector<std::string> class_size_warnings(const Manifest& manifest, std::size_t folds) {
  std::vector<std::string> out;
  for (const auto& [name, count] : clips_by_class(manifest)) {
    const auto clips = static_cast<std::size_t>(count);
    if (clips == 0 || (clips > 1 && clips >= folds)) continue;
    out.push_back(
        "class '" + name + "' has " + count_of(clips, "clip") +
        (clips < folds ? ", fewer than there are folds (" + std::to_string(folds) + ")" : "") +
        ": " +
        (clips == 1 ? "it can be learned or tested, not both; merge it or leave it out "
                      "(dataset.classes)"
                    : "some folds test none of it"));
  }
  return out;
}

}  // namespace serhost::data
