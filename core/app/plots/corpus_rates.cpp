// At which rate the clips are recorded, and on how many channels.
#include <map>

#include "app/corpus_plots.hpp"
#include "base/sheet.hpp"
#include "data/protocol/text_table.hpp"
#include "report/count_charts.hpp"

namespace serhost::app {
namespace {

report::Figure rates_of_corpus(const Counted& data, double width) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<double>> kinds;
  std::vector<report::CountSeries> series;
  for (const auto& corpus : data.manifest.corpora) series.push_back({corpus.name, {}});
  for (const auto& clip : data.manifest.clips) {
    if (clip.sample_rate == 0) continue;
    auto& counts = kinds[{clip.sample_rate, clip.channels}];
    counts.resize(series.size());
    ++counts[clip.corpus];
  }
  if (kinds.empty()) return {.note = "no audio file was opened"};
  std::vector<std::string> names;
  auto csv = sheet_line({"dataset", "sample_rate", "channels", "clips"});
  for (const auto& [kind, counts] : kinds) {
    const auto& [rate, channels] = kind;
    names.push_back(data::fixed(static_cast<double>(rate) / 1000.0, rate % 1000 == 0 ? 0 : 2) +
                    " kHz, " +
                    (channels == 1   ? "mono"
                     : channels == 2 ? "stereo"
                                     : std::to_string(channels) + " channels"));
    for (std::size_t c = 0; c < counts.size(); ++c) {
      series[c].counts.push_back(counts[c]);
      csv += sheet_line({series[c].name, std::to_string(rate), std::to_string(channels),
                         std::to_string(static_cast<std::int64_t>(counts[c]))});
    }
  }
  return {.svg = report::count_bars("rates and channels", names, series,
                                    {.width = width, .y_title = "clips"}),
          .csv = csv};
}

}  // namespace
}  // namespace serhost::app

SERHOST_CORPUS_PLOT(rates) {
  return {.name = "rates",
          .meaning = "sampling rates and channels",
          .order = 500,
          .draw = serhost::app::rates_of_corpus};
}
