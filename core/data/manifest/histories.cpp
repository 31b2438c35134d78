// A dialogue in its order, then for each target the turns before it, from the last to the first.
#include "data/manifest/histories.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/keep.hpp"

namespace serhost::data {
namespace {

constexpr const char* kShort = "(short history)";

using Dialogue = std::vector<std::size_t>;  ///< clips by turn
using Dialogues = std::map<std::pair<std::size_t, std::string>, Dialogue>;

bool has_place(const Utterance& utterance) {
  return utterance.dialogue && utterance.turn && utterance.speaker;
}

/// What lacks its place has no part in them; the targets among it are faults.
Dialogues dialogues_of(const Manifest& manifest) {
  Dialogues out;
  for (std::size_t i = 0; i < manifest.count(); ++i) {
    const auto& clip = manifest.clip(i);
    if (has_place(clip.utterance)) out[{clip.corpus, *clip.utterance.dialogue}].push_back(i);
  }
  for (auto& [name, clips] : out) {
    std::stable_sort(clips.begin(), clips.end(), [&](std::size_t a, std::size_t b) {
      return *manifest.clip(a).utterance.turn < *manifest.clip(b).utterance.turn;
    });
  }
  return out;
}

/// The last turns before place `target` of a dialogue, and how many there are.
std::pair<History, std::int64_t> before(const Manifest& manifest, const Dialogue& dialogue,
                                        std::size_t target, std::int64_t most) {
  const auto speaker = [&](std::size_t place) -> const std::string& {
    return *manifest.clip(dialogue[place]).utterance.speaker;
  };
  std::int64_t turns = 0;
  auto first = target;
  for (; first > 0; --first) {
    const bool another = first == target || speaker(first - 1) != speaker(first);
    if (another && turns == most) break;
    turns += another ? 1 : 0;
  }
  History out;
  std::int64_t turn = 0;
  for (auto place = first; place < target; ++place) {
    if (place > first && speaker(place) != speaker(place - 1)) ++turn;
    out.push_back({dialogue[place], 2 * turn + (speaker(place) == speaker(target) ? 0 : 1)});
  }
  return {std::move(out), turns};
}

/// "a, b, c, ..." of the first few.
std::string some(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  const std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size())));
  return join(first, ", ") + (names.size() > kShown ? ", ..." : "");
}

void tell_faults(const Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                 Faults& faults) {
  std::vector<std::vector<std::string>> without(manifest.corpora.size());
  std::vector<std::vector<std::string>> shared(manifest.corpora.size());
  for (const auto& clip : manifest.clips) {
    if (!has_place(clip.utterance)) without[clip.corpus].push_back(clip.utterance.key);
  }
  for (const auto& [name, clips] : dialogues_of(manifest)) {
    for (std::size_t i = 1; i < clips.size(); ++i) {
      const auto &a = manifest.clip(clips[i - 1]).utterance, &b = manifest.clip(clips[i]).utterance;
      if (*a.turn == *b.turn) shared[name.first].push_back(a.key + " and " + b.key);
    }
  }
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c) {
    const auto who = "dataset '" + manifest.corpora[c].name + "': ";
    const auto& place = tables[c].component.place;
    if (!without[c].empty())
      faults.add(Exit::damaged, place,
                 who + count_of(without[c].size(), "clip") +
                     " without dialogue, turn or speaker, which a conversation task needs: " +
                     some(without[c]) +
                     "; a list has them in its columns `dialogue`, `turn` and `speaker`");
    if (!shared[c].empty())
      faults.add(Exit::damaged, place,
                 who + "utterances of one dialogue that have the same `turn`: " + some(shared[c]) +
                     "; it must say in which order they were spoken");
  }
}

}  // namespace

Histories::Histories(const Manifest& manifest, const config::ConversationTable& rule)
    : histories_(manifest.clips.size()), turns_(manifest.clips.size()) {
  for (const auto& [name, clips] : dialogues_of(manifest)) {
    for (std::size_t place = 0; place < clips.size(); ++place) {
      const auto clip = clips[place];
      if (clip >= manifest.clips.size()) continue;
      auto [history, turns] = before(manifest, clips, place, rule.turns);
      if (rule.include_target) {
        const auto last = history.empty() ? -2 : history.back().mark;
        history.push_back({clip, last % 2 == 0 && last >= 0 ? last : (last / 2 + 1) * 2});
      }
      histories_[clip] = std::move(history);
      turns_[clip] = turns;
    }
  }
}

std::vector<std::size_t> Histories::heard_by(const std::vector<std::size_t>& targets) const {
  std::set<std::size_t> out;
  for (const auto target : targets) {
    for (const auto& utterance : of(target)) out.insert(utterance.clip);
  }
  return {out.begin(), out.end()};
}

void leave_out_short_histories(Manifest& manifest, const config::ConversationTable& rule,
                               const std::vector<config::DatasetTable>& tables, Faults& faults) {
  tell_faults(manifest, tables, faults);
  if (rule.shortest == 0) return;
  const Histories histories(manifest, rule);
  std::set<std::string> few;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    if (histories.turns_before(i) < rule.shortest) few.insert(manifest.clips[i].utterance.key);
  }
  if (few.empty()) return;
  manifest.left_out[kShort] += static_cast<std::int64_t>(few.size());
  hear(manifest, [&](const Clip& clip) { return few.contains(clip.utterance.key); });
}

void leave_out_unheard(Manifest& manifest, const config::ConversationTable& rule) {
  const auto speaker = [&](std::size_t clip) -> const std::string& {
    return *manifest.clip(clip).utterance.speaker;
  };
  std::vector<bool> kept(manifest.count());
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) kept[i] = true;
  for (const auto& [name, clips] : dialogues_of(manifest)) {
    std::vector<std::size_t> begins;  // places where a history begins
    for (std::size_t place = 0; place < clips.size(); ++place) {
      if (clips[place] >= manifest.clips.size()) continue;
      const auto history = before(manifest, clips, place, rule.turns).first;
      for (const auto& utterance : history) kept[utterance.clip] = true;
      if (!history.empty()) begins.push_back(place - history.size());
    }
    // What the same speaker said earlier must not become a part of a history's first turn only
    // because nothing is left between them.
    for (const auto begin : begins) {
      auto gap = begin;
      while (gap > 0 && !kept[clips[gap - 1]]) --gap;
      if (gap > 0 && gap < begin && speaker(clips[gap - 1]) == speaker(clips[begin]))
        kept[clips[begin - 1]] = true;
    }
  }
  const auto targets = static_cast<std::ptrdiff_t>(manifest.clips.size());
  keep(manifest.heard, std::vector<bool>(kept.begin() + targets, kept.end()));
}

}  // namespace serhost::data
