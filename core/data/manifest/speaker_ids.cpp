// Detects speaker ids that are not people. Each pattern requires enough clips to rule out chance.
#include "data/manifest/speaker_ids.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace serhost::data {
namespace {

constexpr std::size_t kFewest =
    4;  // clips, below which one clip a speaker, or one speaker, is nothing odd

/// 'f', 'm' or 0.
char gender_of(const Utterance& utterance) {
  const auto word = lower(trim(utterance.gender.value_or("")));
  for (const auto* name : {"f", "female", "w", "woman"}) {
    if (word == name) return 'f';
  }
  for (const auto* name : {"m", "male", "man"}) {
    if (word == name) return 'm';
  }
  return 0;
}

/// Names quoted, the first five.
std::string first_quoted(const std::set<std::string>& names) {
  std::vector<std::string> first;
  for (auto at = names.begin(); at != names.end() && first.size() < 5; ++at)
    first.push_back("'" + *at + "'");
  return join(first, ", ") + (names.size() > first.size() ? ", ..." : "");
}

/// Clips of one corpus, all with a speaker.
class OneCorpus {
 public:
  OneCorpus(const Manifest& manifest, Indices clips)
      : manifest_(manifest), clips_(std::move(clips)) {}

  SpeakerIdWarnings warnings() const {
    SpeakerIdWarnings out;
    const auto speakers = groups_of(manifest_, clips_, GroupKind::speaker);
    const auto tell = [&](const std::string& what, const std::string& mend) {
      out.sentences.push_back(what + "; " + mend);
    };
    const std::string list = "set each clip's speaker to the person who speaks";
    if (speakers.size() < 2) {
      if (clips_.size() < kFewest) return out;
      out.catch_all_ids.insert(speakers.front().name);
      tell("all " + count_of(clips_.size(), "clip") + " have the speaker '" +
               speakers.front().name + "'",
           list);
      return out;
    }
    if (clips_.size() >= kFewest && 10 * speakers.size() > 9 * clips_.size())
      tell(count_of(clips_.size(), "clip") + " have " + std::to_string(speakers.size()) +
               " speakers, nearly one each",
           list);
    if (is(GroupKind::session))
      tell("the speaker of every clip is the name of its session",
           list + ", or leave the session out where it has one speaker");
    if (const auto dialogues = speakers_are_of_dialogues())
      tell("none of " + std::to_string(dialogues) +
               " dialogues has two speakers, so that speakers may be those of dialogues, not of "
               "turns",
           list);
    std::set<std::string> genders, channels;
    for (const auto& speaker : speakers) {
      if (has_two_genders(speaker)) genders.insert(speaker.name);
      if (has_two_channels(speaker)) channels.insert(speaker.name);
    }
    if (!genders.empty())
      tell(count_of(genders.size(), "speaker has", "speakers have") +
               " clips of both genders: " + first_quoted(genders),
           list);
    if (!channels.empty())
      tell(count_of(channels.size(), "speaker is", "speakers are") +
               " on two channels of one file: " + first_quoted(channels),
           list);
    return out;
  }

 private:
  const Utterance& at(std::size_t i) const { return manifest_.clips[i].utterance; }

  bool is(GroupKind kind) const {
    return std::all_of(clips_.begin(), clips_.end(), [&](std::size_t i) {
      const auto* name = name_in(at(i), kind);
      return name != nullptr && *name == *name_in(at(i), GroupKind::speaker);
    });
  }

  /// The number of dialogues with two clips or more, if there are two and each has one speaker;
  /// else 0.
  std::size_t speakers_are_of_dialogues() const {
    std::size_t several = 0;
    for (const auto& dialogue : groups_of(manifest_, clips_, GroupKind::dialogue)) {
      if (groups_of(manifest_, dialogue.clips, GroupKind::speaker).size() > 1) return 0;
      several += dialogue.clips.size() > 1;
    }
    return several < 2 ? 0 : several;
  }

  bool has_two_genders(const Group& speaker) const {
    std::set<char> found;
    for (const auto i : speaker.clips) found.insert(gender_of(at(i)));
    found.erase(0);
    return found.size() > 1;
  }

  bool has_two_channels(const Group& speaker) const {
    std::map<std::string, std::int64_t> channel;
    return std::any_of(speaker.clips.begin(), speaker.clips.end(), [&](std::size_t i) {
      const auto& u = at(i);
      if (!u.channel || u.audio.empty()) return false;
      return channel.emplace(u.audio.string(), *u.channel).first->second != *u.channel;
    });
  }

  const Manifest& manifest_;
  Indices clips_;
};

}  // namespace

SpeakerIdWarnings speaker_id_warnings(const Manifest& manifest, const Indices& clips) {
  std::vector<Indices> corpora(std::max<std::size_t>(1, manifest.corpora.size()));
  for (const auto i : clips) {
    const auto& clip = manifest.clips[i];
    if (name_in(clip.utterance, GroupKind::speaker) != nullptr)
      corpora.at(clip.corpus).push_back(i);
  }
  SpeakerIdWarnings out;
  for (std::size_t c = 0; c < corpora.size(); ++c) {
    auto found = OneCorpus(manifest, std::move(corpora[c])).warnings();
    for (auto& sentence : found.sentences)
      out.sentences.push_back(corpora.size() > 1
                                  ? "corpus '" + manifest.corpora[c].name + "': " + sentence
                                  : std::move(sentence));
    out.catch_all_ids.merge(found.catch_all_ids);
  }
  return out;
}

}  // namespace serhost::data
