// How long the clips are: a histogram, each class in its color where there are at most six.
#include <algorithm>
#include <cmath>

#include "app/corpus_plots.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "data/protocol/text_table.hpp"
#include "report/count_charts.hpp"
#include "report/svg_parts.hpp"

namespace serhost::app {
namespace {

constexpr std::size_t kMostColors = 6;
constexpr int kBins = 30;  // about

report::Figure lengths_of_corpus(const Counted& data, double width) {
  const auto& manifest = data.manifest;
  double longest = 0.0, sum = 0.0;
  std::size_t known = 0;
  for (const auto& clip : manifest.clips) {
    longest = std::max(longest, clip.seconds);
    sum += clip.seconds;
    known += clip.seconds > 0.0 ? 1 : 0;
  }
  if (known == 0) return {.note = "no clip has a length: audio was not opened"};
  const double bin = report::svg::step_of(0, std::max(longest, 1e-3), kBins);
  const auto bins = static_cast<std::size_t>(std::floor(longest / bin)) + 1;
  const bool by_class = !manifest.classes.empty() && manifest.classes.size() <= kMostColors;
  std::vector<report::CountSeries> series;
  for (const auto& name : by_class ? manifest.classes : std::vector<std::string>{"clips"})
    series.push_back({name, std::vector<double>(bins)});
  for (const auto& clip : manifest.clips) {
    if (clip.seconds <= 0.0 || (by_class && clip.label < 0)) continue;
    ++series[by_class ? static_cast<std::size_t>(clip.label) : 0]
          .counts[static_cast<std::size_t>(std::floor(clip.seconds / bin))];
  }
  auto csv = sheet_line({"class", "from_seconds", "to_seconds", "clips"});
  for (const auto& one : series) {
    for (std::size_t i = 0; i < bins; ++i)
      csv += sheet_line({by_class ? one.name : "", exact(bin * static_cast<double>(i)),
                         exact(bin * static_cast<double>(i + 1)),
                         std::to_string(static_cast<std::int64_t>(one.counts[i]))});
  }
  return {.note = "mean " + data::fixed(sum / static_cast<double>(known), 2) + " s, longest " +
                  data::fixed(longest, 2) + " s",
          .svg = report::count_histogram("lengths of the clips", "seconds", bin, series,
                                         {.width = width, .y_title = "clips"}),
          .csv = csv};
}

}  // namespace
}  // namespace serhost::app

SERHOST_CORPUS_PLOT(lengths) {
  return {.name = "lengths",
          .meaning = "how long the clips are",
          .order = 200,
          .draw = serhost::app::lengths_of_corpus};
}
