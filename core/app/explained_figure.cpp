// Panels of one width.
#include "app/explained_figure.hpp"

#include <fmt/format.h>

#include "report/count_charts.hpp"
#include "report/time_charts.hpp"

namespace serhost::app {
namespace {

constexpr std::size_t kBandsPerTick = 4;

/// Edges of bands as places of an axis on which all bands are equally wide.
report::Ticks ticks_of(const std::vector<train::ExplainedBand>& bands) {
  report::Ticks out;
  const auto n = static_cast<double>(bands.size());
  for (std::size_t i = 0; i < bands.size(); i += kBandsPerTick)
    out.emplace_back(static_cast<double>(i) / n, fmt::format("{:.2g}", bands[i].low / 1000.0));
  if (!bands.empty()) out.emplace_back(1.0, fmt::format("{:.2g}", bands.back().high / 1000.0));
  return out;
}

}  // namespace

std::string explained_figure(const Explained& one, double width) {
  const auto& what = one.what;
  const auto time = report::round_ticks(what.seconds);
  const report::ChartOptions score{.width = width, .y_title = "score"};
  std::vector<std::pair<std::string, std::string>> panels;
  panels.emplace_back(one.key + fmt::format(": {}, score {:.3f}", what.of, what.score),
                      report::waveform_chart("waveform", "seconds", one.samples, time,
                                             {.width = width, .y_title = " "}));
  const auto add = [&](const std::string& title, const train::OverTime& numbers,
                       const report::ChartOptions& options) {
    if (!numbers.values.empty())
      panels.emplace_back(title,
                          report::signed_bars(title, "seconds", numbers.values, time, options));
  };
  add("integrated gradients of the " + what.input, what.gradients, score);
  add("fall of the score when it is quiet there", what.occlusion, score);
  add("weights of the pooling", what.attention, {.width = width, .y_title = "weight"});
  if (!what.bands.empty()) {
    std::vector<double> falls;
    for (const auto& band : what.bands) falls.push_back(band.fall);
    panels.emplace_back(
        "fall of the score without a band",
        report::signed_bars("bands", "kHz (mel scale)", falls, ticks_of(what.bands), score));
  }
  return report::one_below_another("what decided", panels);
}

}  // namespace serhost::app
