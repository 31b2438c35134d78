// Draws the maps: the same points in each, so that clusters by speaker rather than emotion are
// visible.
#include "report/maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "metrics/principal.hpp"
#include "report/charts.hpp"

namespace serhost::report {
namespace {

constexpr std::size_t kColors = 6;

/// Groups by size, those beyond the colors as one; and the group of each clip.
std::pair<std::vector<std::string>, std::vector<std::size_t>> grouped(
    const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> counts;
  for (const auto& name : names) ++counts[name];
  std::vector<std::string> groups;
  for (const auto& [name, count] : counts) groups.push_back(name);
  const bool many = groups.size() > kColors;
  if (many)
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const auto& a, const auto& b) { return counts[a] > counts[b]; });
  std::vector<std::size_t> of;
  for (const auto& name : names) {
    const auto at =
        static_cast<std::size_t>(std::find(groups.begin(), groups.end(), name) - groups.begin());
    of.push_back(std::min(at, kColors));
  }
  if (many) groups.resize(kColors);
  return {groups, of};
}

}  // namespace

std::string arousal_of(const std::string& emotion) {
  // As corpora spell them: by their first letters, whatever the form of the word.
  static const std::vector<std::pair<std::string, std::string>> known = {
      {"ang", "high"}, {"hap", "high"}, {"joy", "high"}, {"exc", "high"},
      {"fea", "high"}, {"sur", "high"}, {"fru", "high"}, {"sad", "low"},
      {"neu", "low"},  {"calm", "low"}, {"bor", "low"}};
  std::string lower;
  for (const unsigned char c : emotion) lower += static_cast<char>(std::tolower(c));
  for (const auto& [stem, arousal] : known) {
    if (lower.starts_with(stem)) return arousal;
  }
  return "other";
}

Section map_section(const std::string& system, const std::vector<MappedClip>& clips,
                    std::span<const float> values, std::size_t width, const ChartOptions& options) {
  SERHOST_CHECK(values.size() == clips.size() * width);
  const auto plane = metrics::principal_plane(values, width);
  std::vector<std::size_t> shown(clips.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  if (shown.size() > kMostMapped) {
    Random random(stream_seed(0, "clips of a map"));
    random.shuffle(shown);
    shown.resize(kMostMapped);
    std::sort(shown.begin(), shown.end());
  }
  auto csv = sheet_line({"key", "x", "y", "emotion", "arousal", "speaker", "tested"});
  for (const auto i : shown) {
    csv +=
        sheet_line({clips[i].key, exact(plane.x[i]), exact(plane.y[i]), clips[i].emotion,
                    arousal_of(clips[i].emotion), clips[i].speaker, clips[i].tested ? "1" : "0"});
  }
  const auto note = fmt::format(
      "First head layer after pooling; principal components with {:.0f} % and {:.0f} % of the "
      "variance. Ringed: clips that the model was tested on{}.",
      100 * plane.x_share, 100 * plane.y_share,
      shown.size() < clips.size()
          ? fmt::format("; {} of {} clips, drawn at random", shown.size(), clips.size())
          : "");
  Section out{"Maps of " + system, {}};
  const auto add = [&](const std::string& id, const std::string& by,
                       const std::function<std::string(const MappedClip&)>& name_of) {
    std::vector<std::string> names;
    for (const auto i : shown) names.push_back(name_of(clips[i]));
    const auto [groups, of] = grouped(names);
    std::vector<MapPoint> points;
    for (std::size_t k = 0; k < shown.size(); ++k)
      points.push_back({plane.x[shown[k]], plane.y[shown[k]], of[k], clips[shown[k]].tested});
    const auto title = "By " + by;
    const bool many = std::set<std::string>(names.begin(), names.end()).size() > kColors;
    out.blocks.emplace_back(Figure{"map-" + id, title,
                                   many ? note + " Gray: all but those of the most clips." : note,
                                   scatter(title + ", " + system, points, groups, options), csv});
  };
  add("emotion", "emotion", [](const MappedClip& clip) { return clip.emotion; });
  add("arousal", "arousal", [](const MappedClip& clip) { return arousal_of(clip.emotion); });
  add("speaker", "speaker",
      [](const MappedClip& clip) { return clip.speaker.empty() ? "unknown" : clip.speaker; });
  return out;
}

}  // namespace serhost::report
