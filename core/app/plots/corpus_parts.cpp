// How many clips train, validate and test in each fold.
#include "app/corpus_plots.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/count_charts.hpp"

namespace serhost::app {
namespace {

report::Figure parts_of_folds(const Counted& data, double width) {
  if (data.folds.folds.empty()) return {.note = join(data.folds.notes, "; ")};
  std::vector<report::CountSeries> series = {{"train", {}}, {"validation", {}}, {"test", {}}};
  std::vector<std::string> names;
  auto csv = sheet_line({"fold", "train", "validation", "test"});
  for (const auto& fold : data.folds.folds) {
    names.push_back(fold.name);
    const std::size_t counts[] = {fold.train.size(), fold.validation.size(), fold.test.size()};
    for (std::size_t i = 0; i < 3; ++i) series[i].counts.push_back(static_cast<double>(counts[i]));
    csv += sheet_line({fold.name, std::to_string(counts[0]), std::to_string(counts[1]),
                       std::to_string(counts[2])});
  }
  return {.note = "validation: " + data.folds.validation +
                  (data.folds.validation_is_test ? " (validation is test)" : ""),
          .svg = report::count_bars("clips of each part of each fold", names, series,
                                    {.width = width, .y_title = "clips"}),
          .csv = csv};
}

}  // namespace
}  // namespace serhost::app

SERHOST_CORPUS_PLOT(parts) {
  return {.name = "parts",
          .meaning = "clips of each part of each fold",
          .order = 400,
          .draw = serhost::app::parts_of_folds};
}
