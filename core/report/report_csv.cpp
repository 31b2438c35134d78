// The grid as a long table: every number of the report that another program may want, in one place.
#include <cmath>

#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/chance.hpp"
#include "report/comparison_words.hpp"
#include "report/report.hpp"
#include "report/stamps.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string csv_number(double value) { return std::isfinite(value) ? exact(value) : ""; }
std::string csv_number(const std::optional<double>& value) {
  return value ? csv_number(*value) : "";
}

std::vector<std::string> header_of(const Grid& grid) {
  return {grid.options.rows,
          grid.options.columns,
          "metric",
          "pooled",
          "low",
          "high",
          "folds_mean",
          "folds_sd",
          "seeds_sd",
          "seeds",
          "clips",
          "trials",
          "chance",
          "difference",
          "difference_low",
          "difference_high",
          "p",
          "holm",
          "significant",
          "unit",
          "paired_seeds",
          "paired",
          "paired_reference",
          "signature",
          "folders",
          "stamp"};
}

/// The difference from the reference, and the values over the paired seeds whose difference it is:
/// the fields difference … paired_reference, empty where nothing was compared. Holm's correction is
/// over the metric of the grid alone.
void add_difference(const Grid& grid, const GridCell& cell, const std::string& metric,
                    std::vector<std::string>& fields) {
  const auto* pair = cell.comparison ? &grid.comparisons.pairs[*cell.comparison] : nullptr;
  const auto* d =
      pair != nullptr && pair->unpaired.empty() ? &pair->differences.at(metric) : nullptr;
  const bool tested = d != nullptr && metric == grid.options.how.metric;
  fields.push_back(d ? csv_number(d->second - d->first) : "");
  fields.push_back(d ? csv_number(d->interval.low) : "");
  fields.push_back(d ? csv_number(d->interval.high) : "");
  fields.push_back(tested ? csv_number(pair->p) : "");
  fields.push_back(tested ? csv_number(pair->adjusted) : "");
  fields.push_back(!tested || !pair->is_decided() || !grid.comparisons.comparable ? ""
                   : grid.comparisons.is_significant(*pair)                       ? "yes"
                                                                                  : "no");
  fields.push_back(d != nullptr ? pair->unit : "");
  fields.push_back(d ? seeds_text(*pair) : "");
  fields.push_back(d ? csv_number(d->second) : "");
  fields.push_back(d ? csv_number(d->first) : "");
}

std::string lines_of(const Grid& grid, std::size_t r, std::size_t c) {
  const auto& cell = grid.cells[r][c];
  const auto& system = grid.systems[*cell.system];
  std::vector<std::string> folders;
  for (const auto& folder : system.folders) folders.push_back(folder.string());
  std::string out;
  for (const auto& metric : run::metric_names(system.run)) {
    const auto found = system.run.summary.find(metric);
    if (found == system.run.summary.end()) continue;
    const auto& s = found->second;
    std::vector<std::string> fields = {grid.rows[r],
                                       grid.columns[c],
                                       metric,
                                       csv_number(s.pooled),
                                       csv_number(s.low),
                                       csv_number(s.high),
                                       csv_number(s.folds_mean),
                                       csv_number(s.folds_sd),
                                       csv_number(s.seeds_sd),
                                       std::to_string(system.run.facts.seeds.size()),
                                       std::to_string(test_clips(system.run)),
                                       std::to_string(cell.tried),
                                       csv_number(chance_level(system.run, metric))};
    add_difference(grid, cell, metric, fields);
    fields.push_back(system.run.facts.signature.hash());
    fields.push_back(join(folders, " "));
    fields.push_back(stamp_of_number(system.run, metric));
    out += sheet_line(fields);
  }
  return out;
}

}  // namespace

std::string grid_csv(const Grid& grid) {
  auto out = sheet_line(header_of(grid));
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      if (grid.cells[r][c].system) out += lines_of(grid, r, c);
    }
  }
  return out;
}

}  // namespace serhost::report
