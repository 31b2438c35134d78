// Selects a subset of clips, round robin over classes and speakers.
#include "data/manifest/limit.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/seed.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/histories.hpp"
#include "data/manifest/keep.hpp"

namespace serhost::data {
namespace {

/// Clips of one class in the order in which they are taken: one of each speaker, then the next of
/// each.
std::vector<std::size_t> order_of(const Manifest& manifest, const std::vector<std::size_t>& clips,
                                  std::int64_t label) {
  std::map<std::string, std::vector<std::size_t>> speakers;
  for (const auto i : clips)
    speakers[manifest.clips[i].utterance.speaker.value_or("")].push_back(i);
  Random random(stream_seed(0, "limit", static_cast<std::uint64_t>(label + 1)));
  for (auto& [name, of_speaker] : speakers) random.shuffle(of_speaker);
  std::vector<std::size_t> out;
  for (std::size_t round = 0; out.size() < clips.size(); ++round) {
    for (const auto& [name, of_speaker] : speakers) {
      if (round < of_speaker.size()) out.push_back(of_speaker[round]);
    }
  }
  return out;
}

}  // namespace

void limit_clips(Manifest& manifest, std::int64_t clips, const config::ConversationTable& rule) {
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(0, clips));
  if (manifest.clips.size() <= wanted) return;
  std::map<std::int64_t, std::vector<std::size_t>> classes;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i)
    classes[manifest.clips[i].label].push_back(i);
  for (auto& [label, of_class] : classes) of_class = order_of(manifest, of_class, label);
  std::vector<bool> kept(manifest.clips.size());
  std::size_t taken = 0;
  for (std::size_t round = 0; taken < wanted; ++round) {
    for (const auto& [label, of_class] : classes) {
      if (round >= of_class.size() || taken == wanted) continue;
      kept[of_class[round]] = true;
      ++taken;
    }
  }
  if (!manifest.dialogues) return keep(manifest.clips, kept);
  std::set<std::string> keys;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i]) keys.insert(manifest.clips[i].utterance.key);
  hear(manifest, [&](const Clip& clip) { return !keys.contains(clip.utterance.key); });
  leave_out_unheard(manifest, rule);  // files that nobody hears need not be there
}

}  // namespace serhost::data
