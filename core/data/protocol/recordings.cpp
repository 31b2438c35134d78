// Pairs in the order of keys, so that neither the order of clips nor that of threads matters.
#include "data/protocol/recordings.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

constexpr std::size_t kPairsShown = 10;

SameRecording pair_of(const Manifest& manifest, std::size_t a, std::size_t b) {
  SameRecording out;
  const bool turned = manifest.clips[b].utterance.key < manifest.clips[a].utterance.key;
  out.first = turned ? b : a;
  out.second = turned ? a : b;
  const auto &u = manifest.clips[a], &v = manifest.clips[b];
  out.two_labels = u.label >= 0 && v.label >= 0 && u.label != v.label;
  const auto *s = name_in(u.utterance, GroupKind::speaker),
             *t = name_in(v.utterance, GroupKind::speaker);
  out.two_speakers = s != nullptr && t != nullptr && *s != *t;
  return out;
}

std::string likeness_text(double likeness) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", likeness);
  return buffer;
}

std::string label_of(const Manifest& manifest, std::size_t clip) {
  const auto label = manifest.clips[clip].label;
  return label < 0 ? "" : manifest.classes[static_cast<std::size_t>(label)];
}

std::string facts_of(const Manifest& manifest, const SameRecording& pair) {
  std::vector<std::string> facts;
  if (!pair.equal) facts.push_back("likeness " + likeness_text(pair.likeness));
  if (pair.two_labels)
    facts.push_back("labels " + label_of(manifest, pair.first) + ", " +
                    label_of(manifest, pair.second));
  if (pair.two_speakers)
    facts.push_back("speakers " + *manifest.clips[pair.first].utterance.speaker + ", " +
                    *manifest.clips[pair.second].utterance.speaker);
  return join(facts, "; ");
}

}  // namespace

std::vector<SameRecording> same_recordings(const Manifest& manifest,
                                           const AudioFingerprints& sounds) {
  std::map<std::string, std::vector<std::size_t>> equal;
  for (std::size_t i = 0; i < sounds.digests.size(); ++i) {
    if (!sounds.digests[i].empty()) equal[sounds.digests[i]].push_back(i);
  }
  std::vector<SameRecording> out;
  const auto by_key = [&](std::size_t a, std::size_t b) {
    return manifest.clips[a].utterance.key < manifest.clips[b].utterance.key;
  };
  for (auto& [digest, clips] : equal) {
    std::sort(clips.begin(), clips.end(), by_key);
    for (std::size_t k = 1; k < clips.size(); ++k)
      out.push_back(pair_of(manifest, clips.front(), clips[k]));
  }
  for (const auto& copy : sounds.copies) {
    auto pair = pair_of(manifest, copy.first, copy.second);
    pair.equal = false;
    pair.likeness = copy.likeness.value;
    out.push_back(pair);
  }
  std::sort(out.begin(), out.end(), [&](const SameRecording& a, const SameRecording& b) {
    return a.first != b.first ? by_key(a.first, b.first) : by_key(a.second, b.second);
  });
  return out;
}

std::string pair_name(const Manifest& manifest, const SameRecording& pair) {
  return manifest.clips[pair.first].utterance.key + (pair.equal ? " = " : " ~ ") +
         manifest.clips[pair.second].utterance.key;
}

std::string pair_text(const Manifest& manifest, const SameRecording& pair) {
  const auto facts = facts_of(manifest, pair);
  return pair_name(manifest, pair) + (facts.empty() ? "" : " (" + facts + ")");
}

std::string pairs_text(const Manifest& manifest, const std::vector<SameRecording>& pairs) {
  std::vector<std::string> first;
  for (std::size_t i = 0; i < std::min(pairs.size(), kPairsShown); ++i)
    first.push_back(pair_text(manifest, pairs[i]));
  return join(first, ", ") + (pairs.size() > kPairsShown
                                  ? ", and " + std::to_string(pairs.size() - kPairsShown) +
                                        " more (serhost data copies lists them)"
                                  : "");
}

std::string copies_text(const Manifest& manifest, const AudioFingerprints& sounds) {
  const auto pairs = same_recordings(manifest, sounds);
  std::string out = count_of(manifest.clips.size(), "clip") + ", " +
                    count_of(pairs.size(), "pair") + " of one recording\n";
  for (const auto& pair : pairs) out += pair_text(manifest, pair) + "\n";
  if (!sounds.silent.empty())
    out += "note: " + count_of(sounds.silent.size(), "clip has", "clips have") +
           " too little sound to find altered copies of, for instance '" +
           manifest.clips[sounds.silent.front()].utterance.key + "'\n";
  for (const auto& sentence : sounds.unreadable) out += "note: not compared: " + sentence + "\n";
  return out;
}

std::string copies_json(const Manifest& manifest, const AudioFingerprints& sounds) {
  using Json = nlohmann::ordered_json;
  Json out = {{"clips", manifest.clips.size()}, {"pairs", Json::array()}};
  for (const auto& pair : same_recordings(manifest, sounds)) {
    Json item = {{"keys", Json::array()},
                 {"equal", pair.equal},
                 {"likeness", pair.likeness},
                 {"labels", Json::array()},
                 {"speakers", Json::array()},
                 {"two_labels", pair.two_labels},
                 {"two_speakers", pair.two_speakers}};
    for (const auto i : {pair.first, pair.second}) {
      const auto& u = manifest.clips[i].utterance;
      const auto label = label_of(manifest, i);
      item["keys"].push_back(u.key);
      item["labels"].push_back(label.empty() ? Json(nullptr) : Json(label));
      item["speakers"].push_back(u.speaker ? Json(*u.speaker) : Json(nullptr));
    }
    out["pairs"].push_back(std::move(item));
  }
  out["too_silent"] = Json::array();
  for (const auto i : sounds.silent) out["too_silent"].push_back(manifest.clips[i].utterance.key);
  out["unreadable"] = sounds.unreadable;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::data
