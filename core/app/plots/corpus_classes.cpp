// How many clips there are of each class, of each corpus in its color.
#include "app/corpus_plots.hpp"
#include "base/sheet.hpp"
#include "report/count_charts.hpp"

namespace serhost::app {
namespace {

report::Figure classes_of_corpus(const Counted& data, double width) {
  const auto& manifest = data.manifest;
  if (manifest.classes.empty()) return {.note = "the task has no classes"};
  std::vector<report::CountSeries> series;
  for (const auto& corpus : manifest.corpora)
    series.push_back({corpus.name, std::vector<double>(manifest.classes.size())});
  for (const auto& clip : manifest.clips) {
    if (clip.label >= 0) ++series[clip.corpus].counts[static_cast<std::size_t>(clip.label)];
  }
  auto csv = sheet_line({"dataset", "class", "clips"});
  for (const auto& one : series) {
    for (std::size_t c = 0; c < one.counts.size(); ++c)
      csv += sheet_line({one.name, manifest.classes[c],
                         std::to_string(static_cast<std::int64_t>(one.counts[c]))});
  }
  return {.svg = report::count_bars("clips of each class", manifest.classes, series,
                                    {.width = width, .y_title = "clips"}),
          .csv = csv};
}

}  // namespace
}  // namespace serhost::app

SERHOST_CORPUS_PLOT(classes) {
  return {.name = "classes",
          .meaning = "clips of each class",
          .order = 100,
          .draw = serhost::app::classes_of_corpus};
}
