// Figures of metrics and of training. Every figure is drawn from the numbers of its CSV and from
// nothing else.
#include "report/report_figures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include "base/sheet.hpp"
#include "base/text.hpp"
#include "metrics/definitions.hpp"
#include "metrics/registry.hpp"
#include "report/chance.hpp"
#include "report/charts.hpp"
#include "report/figure_chance.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

using metrics::kNone;

double pooled_of(const Grid& grid, std::size_t system) {
  const auto& summary = grid.systems[system].run.summary;
  const auto at = summary.find(grid.options.how.metric);
  return at == summary.end() ? kNone : at->second.pooled;
}

/// Mean and range over folds and seeds of one value of the epochs.
BandCurve over_epochs(const std::string& name, const run::Run& run,
                      const std::function<double(const EpochEnded&)>& value_of) {
  std::map<std::int64_t, std::vector<double>> epochs;
  for (const auto& epoch : run.history) {
    if (const double value = value_of(epoch); std::isfinite(value))
      epochs[epoch.epoch].push_back(value);
  }
  BandCurve out;
  out.name = name;
  for (const auto& [epoch, values] : epochs) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    out.x.push_back(static_cast<double>(epoch));
    out.mean.push_back(sum / static_cast<double>(values.size()));
    out.low.push_back(*std::min_element(values.begin(), values.end()));
    out.high.push_back(*std::max_element(values.begin(), values.end()));
  }
  return out;
}

std::string csv_of(const std::vector<BandCurve>& curves) {
  auto out = sheet_line({"system", "epoch", "mean", "smallest", "largest"});
  for (const auto& curve : curves) {
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      out += sheet_line({curve.name, exact(curve.x[i]), exact(curve.mean[i]), exact(curve.low[i]),
                         exact(curve.high[i])});
  }
  return out;
}

Figure curves_of(const Grid& grid, const std::vector<std::size_t>& systems, const std::string& id,
                 const std::string& title, const std::string& metric,
                 const std::function<double(const EpochEnded&)>& value_of,
                 const ChartOptions& options) {
  std::vector<BandCurve> curves;
  for (const auto i : systems) {
    auto curve = over_epochs(grid.name_of(i), grid.systems[i].run, value_of);
    if (!curve.x.empty()) curves.push_back(std::move(curve));
  }
  Figure out{id, title, "Mean and range over folds and seeds.", "", csv_of(curves)};
  const bool percent = is_percentage(metric);
  if (percent) out.note += chance_note(grid, metric);
  if (!curves.empty())
    out.svg = band_chart(title, "epoch", curves, percent, percent ? chance_mark(grid, metric) : 0.0,
                         options);
  return out;
}

}  // namespace

std::vector<std::size_t> best_of_rows(const Grid& grid) {
  std::vector<std::size_t> out;
  for (const auto& row : grid.cells) {
    std::optional<std::size_t> best;
    for (const auto& cell : row) {
      if (!cell.system || !std::isfinite(pooled_of(grid, *cell.system))) continue;
      const double gain = best ? pooled_of(grid, *cell.system) - pooled_of(grid, *best) : 0.0;
      if (!best || (metrics::is_better(gain, 0.0, grid.options.how.metric))) best = cell.system;
    }
    if (best) out.push_back(*best);
  }
  return out;
}

std::vector<std::size_t> all_systems(const Grid& grid) {
  std::vector<std::size_t> out(grid.systems.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

Figure accuracy_bars(const Grid& grid, const ChartOptions& options) {
  const auto& metric = grid.options.how.metric;
  std::vector<BarGroup> groups;
  auto csv = sheet_line({grid.options.rows, grid.options.columns, metric, "low", "high"});
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    BarGroup group{grid.title_of(grid.rows[r]), {}};
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      if (!grid.cells[r][c].system) continue;
      const auto& run = grid.systems[*grid.cells[r][c].system].run;
      const auto at = run.summary.find(metric);
      if (at == run.summary.end()) continue;
      const auto& s = at->second;
      group.bars.push_back({grid.title_of(grid.columns[c]), s.pooled, s.low.value_or(kNone),
                            s.high.value_or(kNone)});
      csv += sheet_line({grid.rows[r], grid.columns[c], exact(s.pooled), s.low ? exact(*s.low) : "",
                         s.high ? exact(*s.high) : ""});
    }
    groups.push_back(std::move(group));
  }
  const auto title = title_of_metric(metric) + ", percent, for each " + grid.options.rows;
  const bool any = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
    return std::any_of(group.bars.begin(), group.bars.end(),
                       [](const auto& bar) { return std::isfinite(bar.low); });
  });
  return {"bars", title,
          (any ? "Whiskers: 95 % intervals over speakers."
               : "Without intervals, of which there "
                 "are none.") +
              chance_note(grid, metric),
          grouped_bars(title, groups, chance_mark(grid, metric), options), csv};
}

Figure training_curves(const Grid& grid, const std::vector<std::size_t>& systems,
                       const ChartOptions& options) {
  return curves_of(
      grid, systems, "training-loss", "Training loss of the best pair of each " + grid.options.rows,
      "loss", [](const EpochEnded& epoch) { return epoch.train_loss; }, options);
}

Figure validation_curves(const Grid& grid, const std::vector<std::size_t>& systems,
                         const ChartOptions& options) {
  const auto metric = run::main_metric(grid.systems.front().run);
  const bool percent = is_percentage(metric);
  return curves_of(
      grid, systems, "validation-" + metric,
      "Learning curves: " + title_of_metric(metric) + " of the validation part" +
          (percent ? ", percent" : ""),
      metric, [&](const EpochEnded& epoch) { return epoch.validated(metric).value_or(kNone); },
      options);
}

}  // namespace serhost::report
