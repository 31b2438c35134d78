// Counts groups of clips per class, for text and JSON.
#include "data/protocol/stats.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "data/protocol/corpus_stats.hpp"
#include "data/protocol/groups.hpp"
#include "data/protocol/text_table.hpp"

namespace serhost::data {
namespace {

struct Tally {
  std::size_t clips = 0;
  double seconds = 0.0;
  std::vector<std::size_t> classes;
};

Tally tally(const Manifest& manifest, const Indices& clips) {
  Tally out;
  out.classes.resize(manifest.classes.size());
  for (const auto i : clips) {
    const auto& clip = manifest.clips[i];
    ++out.clips;
    out.seconds += clip.seconds;
    if (clip.label >= 0) ++out.classes[static_cast<std::size_t>(clip.label)];
  }
  return out;
}

Indices of_class(const Manifest& manifest, std::size_t label) {
  Indices out;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    if (manifest.clips[i].label == static_cast<std::int64_t>(label)) out.push_back(i);
  }
  return out;
}

Indices of_corpus(const Manifest& manifest, std::size_t corpus) {
  Indices out;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    if (manifest.clips[i].corpus == corpus) out.push_back(i);
  }
  return out;
}

std::string hours(double seconds) { return fixed(seconds / 3600.0, 3); }

std::vector<std::string> header(const Manifest& manifest, std::vector<std::string> first) {
  first.insert(first.end(), manifest.classes.begin(), manifest.classes.end());
  return first;
}

std::vector<std::string> line(std::vector<std::string> first, const Tally& counted) {
  first.push_back(std::to_string(counted.clips));
  first.push_back(hours(counted.seconds));
  for (const auto n : counted.classes) first.push_back(std::to_string(n));
  return first;
}

std::string units_text(const Manifest& manifest, GroupKind kind, const std::string& title) {
  const auto groups = groups_of(manifest, all_clips(manifest), kind);
  if (groups.empty()) return "";
  TextTable table;
  table.add(header(manifest, {title, "clips", "hours"}));
  for (const auto& unit : groups) table.add(line({unit.name}, tally(manifest, unit.clips)));
  if (const auto unknown = count_unknown(manifest, all_clips(manifest), kind); unknown > 0)
    table.add({"(unknown)", std::to_string(unknown)});
  return "\n" + table.text();
}

struct NamedPart {
  const char* name;
  const Indices* clips;
};
std::vector<NamedPart> parts_of(const Fold& fold) {
  return {{"train", &fold.train}, {"validation", &fold.validation}, {"test", &fold.test}};
}

using Json = nlohmann::ordered_json;

Json json_of(const Manifest& manifest, const Indices& clips) {
  const auto counted = tally(manifest, clips);
  Json out = {
      {"clips", counted.clips}, {"hours", counted.seconds / 3600.0}, {"classes", Json::object()}};
  for (std::size_t c = 0; c < counted.classes.size(); ++c)
    out["classes"][manifest.classes[c]] = counted.classes[c];
  return out;
}

Json units_json(const Manifest& manifest, GroupKind kind) {
  Json out = Json::object();
  for (const auto& unit : groups_of(manifest, all_clips(manifest), kind))
    out[unit.name] = json_of(manifest, unit.clips);
  return out;
}

}  // namespace

std::string stats_text(const Manifest& manifest, const Folds& folds) {
  const auto all = all_clips(manifest);
  const auto total = tally(manifest, all);
  const auto speakers = groups_of(manifest, all, GroupKind::speaker).size(),
             sessions = groups_of(manifest, all, GroupKind::session).size();
  std::string out = count_of(total.clips, "clip") + ", " + hours(total.seconds) + " hours, " +
                    (speakers > 0 ? count_of(speakers, "speaker") : "speakers unknown") +
                    (sessions > 0 ? ", " + count_of(sessions, "session") : "") + "\n\n";
  TextTable classes;
  classes.add({"class", "clips", "hours", "share"});
  for (std::size_t c = 0; c < manifest.classes.size(); ++c) {
    const auto counted = tally(manifest, of_class(manifest, c));
    classes.add({manifest.classes[c], std::to_string(counted.clips), hours(counted.seconds),
                 fixed(total.clips > 0 ? 100.0 * static_cast<double>(counted.clips) /
                                             static_cast<double>(total.clips)
                                       : 0.0,
                       1) +
                     " %"});
  }
  out += classes.text();
  if (manifest.corpora.size() > 1) {
    TextTable corpora;
    corpora.add(header(manifest, {"dataset", "clips", "hours"}));
    for (std::size_t c = 0; c < manifest.corpora.size(); ++c)
      corpora.add(line({manifest.corpora[c].name}, tally(manifest, of_corpus(manifest, c))));
    out += "\n" + corpora.text();
  }
  out += units_text(manifest, GroupKind::speaker, "speaker") +
         units_text(manifest, GroupKind::session, "session");
  if (!folds.folds.empty()) {
    TextTable parts(2);
    parts.add(header(manifest, {"fold", "part", "clips", "hours"}));
    for (const auto& fold : folds.folds) {
      for (const auto& part : parts_of(fold))
        parts.add(line({fold.name, part.name}, tally(manifest, *part.clips)));
    }
    out += "\n" + parts.text() + "validation: " + folds.validation +
           (folds.validation_is_test ? " (validation is test)" : "") + "\n";
  }
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c) out += corpus_text(manifest, c);
  for (const auto& [label, count] : manifest.left_out)
    out += "left out: " + count_of(static_cast<std::size_t>(count), "clip") + " of label " + label +
           "\n";
  for (const auto& clip : manifest.damaged) out += "damaged: " + clip.text + "\n";
  for (const auto& note : folds.notes) out += "note: " + note + "\n";
  return out;
}

std::string stats_json(const Manifest& manifest, const Folds& folds) {
  Json out = json_of(manifest, all_clips(manifest));
  out["hash"] = manifest.hash;
  out["corpora"] = Json::object();
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c)
    out["corpora"][manifest.corpora[c].name] = json_of(manifest, of_corpus(manifest, c));
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c)
    out["corpora"][manifest.corpora[c].name].update(corpus_json(manifest, c));
  out["speakers"] = units_json(manifest, GroupKind::speaker);
  out["sessions"] = units_json(manifest, GroupKind::session);
  out["unknown_speakers"] = count_unknown(manifest, all_clips(manifest), GroupKind::speaker);
  out["left_out"] = manifest.left_out;
  out["damaged"] = nlohmann::ordered_json::array();
  for (const auto& clip : manifest.damaged) out["damaged"].push_back(clip.text);
  out["validation"] = folds.validation;
  out["validation_is_test"] = folds.validation_is_test;
  out["speaker_independent"] = folds.speaker_independent;
  out["folds"] = Json::array();
  for (const auto& fold : folds.folds) {
    Json item = {{"fold", fold.number}, {"name", fold.name}};
    for (const auto& part : parts_of(fold)) item[part.name] = json_of(manifest, *part.clips);
    out["folds"].push_back(std::move(item));
  }
  out["notes"] = folds.notes;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::data
