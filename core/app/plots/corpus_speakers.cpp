// How many clips each speaker has of each class.
#include <algorithm>

#include "app/corpus_plots.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "data/protocol/groups.hpp"
#include "report/count_charts.hpp"

namespace serhost::app {
namespace {

constexpr std::size_t kMostRows = 50;

report::Figure speakers_of_corpus(const Counted& data, double width) {
  const auto& manifest = data.manifest;
  auto groups = data::groups_of(manifest, data::all_clips(manifest), data::GroupKind::speaker);
  if (groups.empty()) return {.note = "no speaker is known"};
  const auto& classes = manifest.classes;
  std::vector<std::string> head = {"speaker"};
  head.insert(head.end(), classes.begin(), classes.end());
  head.emplace_back("clips");
  auto csv = sheet_line(head);
  const auto numbers = [&](const data::Group& group) {
    std::vector<double> out(group.per_class.begin(),
                            group.per_class.begin() + static_cast<std::ptrdiff_t>(classes.size()));
    out.push_back(static_cast<double>(group.clips.size()));
    return out;
  };
  for (const auto& group : groups) {
    std::vector<std::string> line = {group.name};
    for (const double n : numbers(group))
      line.push_back(std::to_string(static_cast<std::int64_t>(n)));
    csv += sheet_line(line);
  }
  const auto all = groups.size();
  if (all > kMostRows) {  // those with the most clips
    std::stable_sort(groups.begin(), groups.end(),
                     [](const auto& a, const auto& b) { return a.clips.size() > b.clips.size(); });
    groups.resize(kMostRows);
  }
  std::vector<std::string> names, shown = {head.begin() + 1, head.end()};
  std::vector<std::vector<double>> counts;
  for (const auto& group : groups) {
    names.push_back(group.name);
    counts.push_back(numbers(group));
    if (!classes.empty()) counts.back().pop_back();  // the sum would be darker than all of them
  }
  if (!classes.empty()) shown.pop_back();
  return {
      .note = all > kMostRows ? "the " + std::to_string(kMostRows) + " of " +
                                    count_of(all, "speaker") + " with the most clips"
                              : "",
      .svg = report::count_table("clips of each speaker", names, shown, counts, {.width = width}),
      .csv = csv};
}

}  // namespace
}  // namespace serhost::app

SERHOST_CORPUS_PLOT(speakers) {
  return {.name = "speakers",
          .meaning = "clips of each speaker and class",
          .order = 300,
          .draw = serhost::app::speakers_of_corpus};
}
