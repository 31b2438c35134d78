// Reads the lists that a run leaves of its clips and of their parts.
#include "app/known_clips.hpp"

#include <algorithm>

#include "app/audio_check.hpp"
#include "app/record_lists.hpp"
#include "base/text.hpp"

namespace serhost::app {

KnownClips::KnownClips(const TrainedRun& trained) : members_(trained.members) {
  for (auto& row : named_rows(trained.folder / kClipsFile)) {
    if (!row["sha256"].empty()) keys_[row["sha256"]] = row["key"];
  }
  for (auto& row : named_rows(trained.folder / "folds.csv")) {
    if (row["part"] == "test") continue;
    std::int64_t fold = 0, seed = 0;
    if (!read_number(row["fold"], fold)) continue;
    const bool drawn_anew = row.contains("seed") && read_number(row["seed"], seed);
    learned_[row["key"]].emplace(fold, drawn_anew ? std::optional(seed) : std::nullopt);
    if (!row["speaker"].empty()) speakers_.insert(row["speaker"]);
  }
}

std::vector<std::size_t> KnownClips::strangers(const data::Clip& clip) const {
  std::vector<std::size_t> out;
  const auto key = clip.digest.empty() ? keys_.end() : keys_.find(clip.digest);
  const auto learned = key == keys_.end() ? learned_.end() : learned_.find(key->second);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto& member = members_[i];
    if (learned == learned_.end() || (!learned->second.contains({member.fold, std::nullopt}) &&
                                      !learned->second.contains({member.fold, member.seed})))
      out.push_back(i);
  }
  return out;
}

}  // namespace serhost::app
