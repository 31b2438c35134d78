// A copy may hold a part of the corpus, another release, or more than the corpus.
#include "data/manifest/published_counts.hpp"

#include <set>

#include "base/text.hpp"

namespace serhost::data {
namespace {

using Counts = std::map<std::string, std::int64_t>;

Counts count(const std::vector<Utterance>& clips, std::optional<std::string> Utterance::* field) {
  Counts out;
  for (const auto& clip : clips) {
    if (clip.*field) ++out[*(clip.*field)];
  }
  return out;
}

/// Names that only `found` has are another release's, too.
void compare(const std::string& what, const Counts& published, Counts found,
             std::vector<CountDifference>& out) {
  if (published.empty()) return;
  for (const auto& [name, clips] : published) {
    if (found[name] != clips) out.push_back({what + name, clips, found[name]});
    found.erase(name);
  }
  for (const auto& [name, clips] : found) out.push_back({what + name, 0, clips});
}

std::string reason_for(const PublishedCounts& published, std::int64_t clips,
                       std::int64_t speakers) {
  if (const auto copy = published.copies.find(clips); copy != published.copies.end())
    return copy->second;
  if (!published.clips || clips == *published.clips)
    return "another release, whose labels or parts were revised";
  if (clips > *published.clips) return "another release, or files of something else below root";
  if (published.speakers && speakers > 0 && speakers < *published.speakers)
    return "a partial download: " + std::to_string(speakers) + " of " +
           count_of(static_cast<std::size_t>(*published.speakers), "speaker") + " are there";
  return "a partial download, or another release";
}

}  // namespace

CountCheck compare_with_published(const PublishedCounts& published,
                                  const std::vector<Utterance>& found) {
  CountCheck out;
  out.compared = published.clips || published.speakers || !published.labels.empty() ||
                 !published.splits.empty();
  if (!out.compared) return out;
  const auto clips = static_cast<std::int64_t>(found.size());
  const auto speakers = static_cast<std::int64_t>(count(found, &Utterance::speaker).size());
  if (published.clips && clips != *published.clips)
    out.differences.push_back({"clips", *published.clips, clips});
  if (published.speakers && speakers != *published.speakers)
    out.differences.push_back({"speakers", *published.speakers, speakers});
  compare("label ", published.labels, count(found, &Utterance::label), out.differences);
  if (const auto splits = count(found, &Utterance::split); !splits.empty())
    compare("part ", published.splits, splits, out.differences);
  if (!out.differences.empty()) out.reason = reason_for(published, clips, speakers);
  return out;
}

std::vector<CountDifference> compare_classes(const Counts& published, const Counts& found) {
  std::vector<CountDifference> out;
  compare("class ", published, found, out);
  return out;
}

}  // namespace serhost::data
