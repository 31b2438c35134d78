// What came out: the matrix of the grid, its bars and curves, and all metrics.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/comparison_words.hpp"
#include "report/report_figures.hpp"
#include "report/section.hpp"
#include "report/stamps.hpp"

namespace serhost::report {
namespace {

/// "+" better, "-" worse than the reference, and significant; else "".
std::string mark_of(const Grid& grid, const GridCell& cell) {
  if (!cell.comparison) return "";
  const auto& pair = grid.comparisons.pairs[*cell.comparison];
  if (!grid.comparisons.is_significant(pair)) return "";
  const auto& difference = pair.differences.at(grid.options.how.metric);
  return metrics::is_better(difference.second, difference.first, grid.options.how.metric) ? "+"
                                                                                          : "-";
}

Cell shown(const Grid& grid, const GridCell& cell) {
  const auto& metric = grid.options.how.metric;
  if (!cell.system) return {"–"};
  const auto& run = grid.systems[*cell.system].run;
  const auto found = run.summary.find(metric);
  if (found == run.summary.end()) return {"–"};
  const auto& s = found->second;
  Cell out{format_metric(metric, s.pooled), interval_text(metric, s), mark_of(grid, cell), "",
           s.pooled};
  std::vector<std::string> below;
  if (!out.below.empty()) below.push_back(out.below);
  if (const auto mark = mark_of_chance(run, metric); !mark.empty()) below.push_back(mark);
  if (has_chance(grid.runs()) && std::isnan(common_chance(grid.runs(), metric)))
    below.push_back("chance " + chance_text(run, metric));
  if (cell.comparison) {
    auto paired = paired_values_text(metric, grid.comparisons.pairs[*cell.comparison]);
    if (!paired.empty()) below.push_back("compared over " + std::move(paired));
  }
  if (const auto mark = own_stamps(run, grid.runs()); !mark.empty()) below.push_back(mark);
  out.below = join(below, ", ");
  out.hint =
      "mean of folds " + format_metric(metric, s.folds_mean) + "; " + signed_metric(run, metric);
  if (cell.tried > 1) out.hint += "; chosen among " + std::to_string(cell.tried) + " by validation";
  return out;
}

/// "paired t tests of the pooled metric over speakers", "nothing could be tested".
std::string tests_of(const Comparisons& all) {
  std::vector<std::string> out;
  for (const auto* unit : {"speaker", "fold"}) {
    if (std::any_of(all.pairs.begin(), all.pairs.end(),
                    [&](const auto& pair) { return pair.unit == unit; })) {
      out.push_back(std::string("paired t tests of the ") + (unit == std::string("fold")
                                                                 ? "mean over folds"
                                                                 : "pooled metric over speakers"));
    }
  }
  return out.empty() ? "nothing could be tested" : join(out, ", ");
}

/// Why there is no interval, of the first that says it.
std::string reason_of(const std::vector<const run::Run*>& runs, const std::string& metric) {
  const std::string none = "no interval: ";
  for (const auto* const run : runs) {
    const auto at = run->summary.find(metric);
    if (at != run->summary.end() && at->second.method.starts_with(none))
      return at->second.method.substr(none.size());
  }
  return "none was recorded";
}

std::string note_of(const Grid& grid) {
  const auto& metric = grid.options.how.metric;
  const auto runs = grid.runs();
  const bool any = std::any_of(runs.begin(), runs.end(),
                               [&](const auto* run) { return has_interval(*run, metric); });
  const auto out =
      std::string(any ? "Pooled metric and 95 % confidence interval. "
                      : "Pooled metric; there is no interval (" + reason_of(runs, metric) + "). ") +
      "Chance level (one " + chance_answer(runs) +
      " for every clip): " + chance_text(runs, metric) + ". ";
  const auto compared = grid.comparisons.pairs.size();
  if (compared == 0) return out + "Nothing is compared.";
  if (!grid.reasons.empty()) return out + "Nothing is marked: the results are not comparable.";
  return out +
         fmt::format(
             "Marked ▲ better or ▼ worse: differences from {} that are significant ({}; Holm's "
             "correction over {} at {:.3g} %); no mark means that no difference was established.",
             grid.title_of(grid.reference), tests_of(grid.comparisons),
             count_of(grid.comparisons.decided(), "tested comparison"),
             100 * grid.options.how.level);
}

Table matrix(const Grid& grid) {
  const auto& metric = grid.options.how.metric;
  Table out;
  out.id = "matrix";
  out.title = title_of_metric(metric) + (is_percentage(metric) ? ", percent" : "") + ", of each " +
              grid.options.rows + " and " + grid.options.columns;
  out.columns.emplace_back(grid.options.rows, false);
  for (const auto& column : grid.columns) out.columns.emplace_back(grid.title_of(column), true);
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    auto& row = out.rows.emplace_back();
    row.push_back({grid.title_of(grid.rows[r])});
    for (const auto& cell : grid.cells[r]) row.push_back(shown(grid, cell));
  }
  out.note = note_of(grid);
  return out;
}

Table all_metrics_table(const Grid& grid) {
  const auto names = run::metric_names(grid.systems.front().run);
  const bool percent = std::any_of(names.begin(), names.end(), is_percentage),
             chance = has_chance(grid.runs());
  Table out{"metrics",
            "All metrics",
            std::string("Pooled: all test clips of a seed together, mean over seeds.") +
                (percent ? " Percentages." : "") +
                (chance ? " Chance: every clip is given one " + chance_answer(grid.runs()) +
                              ", the best for the metric."
                        : ""),
            {},
            {}};
  const auto& main = grid.options.how.metric;
  out.columns = {{"system", false}};
  for (const auto& metric : names) out.columns.emplace_back(title_of_metric(metric), true);
  out.columns.emplace_back("mean of folds ± sd (" + title_of_metric(main) + ")", true);
  out.columns.emplace_back("sd of seeds", true);
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    auto& row = out.rows.emplace_back();
    row.push_back({grid.name_of(i)});
    const auto& summary = grid.systems[i].run.summary;
    for (const auto& metric : names) {
      const auto at = summary.find(metric);
      row.push_back(at == summary.end()
                        ? Cell{"–"}
                        : number_cell(format_metric(metric, at->second.pooled), at->second.pooled));
      if (is_below_chance(grid.systems[i].run, metric))
        row.back().below = below_chance_text(metric);
    }
    const auto at = summary.find(main);
    if (at == summary.end()) continue;
    const auto& s = at->second;
    row.push_back(number_cell(mean_and_deviation(main, s), s.folds_mean));
    row.push_back(number_cell(format_metric(main, s.seeds_sd), s.seeds_sd));
  }
  if (!chance) return out;
  auto& row = out.rows.emplace_back();
  row.push_back({"chance"});
  for (const auto& metric : names) row.push_back({chance_text(grid.runs(), metric)});
  row.resize(out.columns.size());
  return out;
}

std::vector<Block> result_blocks(const Grid& grid) {
  std::vector<Block> out;
  const bool alone = grid.systems.size() == 1;
  if (!alone) out.emplace_back(matrix(grid));
  if (!alone && is_percentage(grid.options.how.metric)) out.emplace_back(accuracy_bars(grid));
  if (auto curves = training_curves(grid, best_of_rows(grid)); !curves.svg.empty()) {
    if (alone) curves.title = "Training loss";
    else
      curves.note +=
          " The best pair is the highest test metric of its row: picked for showing, no claim "
          "rests on it.";
    out.emplace_back(std::move(curves));
  }
  out.emplace_back(all_metrics_table(grid));
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(result) {
  return {.title = "Result", .order = 100, .blocks = serhost::report::result_blocks};
}
