// Lists of damaged clips.
#include "data/manifest/damage.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace serhost::data {
namespace {

constexpr std::size_t kSentencesShown = 20;

}  // namespace

std::string told(const std::string& head, const std::vector<std::string>& sentences) {
  if (sentences.size() == 1) return head + ": " + sentences.front();
  auto out = head + ":";
  for (std::size_t i = 0; i < std::min(sentences.size(), kSentencesShown); ++i)
    out += "\n  " + sentences[i];
  if (sentences.size() > kSentencesShown)
    out += "\n  and " + std::to_string(sentences.size() - kSentencesShown) + " more";
  return out;
}

void tell_damaged(std::vector<DroppedClip> clips, const config::DatasetTable& table,
                  Manifest& manifest, Faults& faults) {
  if (clips.empty()) return;
  if (table.skip_damaged) {
    manifest.damaged.insert(manifest.damaged.end(), std::make_move_iterator(clips.begin()),
                            std::make_move_iterator(clips.end()));
    return;
  }
  std::vector<std::string> sentences;
  for (auto& clip : clips) sentences.push_back(std::move(clip.text));
  const bool more = sentences.size() > kSentencesShown;
  faults.add(Exit::damaged, table.component.place,
             told("dataset '" + table.name + "': " + count_of(sentences.size(), "clip") +
                      " cannot be used (dataset.skip_damaged = true leaves " +
                      (sentences.size() == 1 ? "it" : "them") + " out)",
                  sentences) +
                 (more ? "; serhost data verify names them all" : ""));
}

void tell_missing(const std::vector<std::string>& sentences, std::size_t files,
                  const config::DatasetTable& table, Faults& faults) {
  if (sentences.empty()) return;
  faults.add(Exit::missing, table.component.place,
             told("dataset '" + table.name + "': " + std::to_string(sentences.size()) + " of " +
                      count_of(files, "audio file") + (sentences.size() == 1 ? " does" : " do") +
                      " not exist",
                  sentences));
}

}  // namespace serhost::data
