// The grid as a long table: every csv_number of the report that another program may want, in one
// place.
#include <cmath>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "report/report.hpp"

namespace serhost::report {
namespace {

std::string csv_number(double value) { return std::isfinite(value) ? exact(value) : ""; }
std::string csv_number(const std::optional<double>& value) {
  return value ? csv_number(*value) : "";
}

}  // namespace

std::string grid_csv(const Grid& grid) {
  auto out = csv_line({grid.options.rows,
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
                       "difference",
                       "difference_low",
                       "difference_high",
                       "p",
                       "holm",
                       "survives",
                       "signature",
                       "folders"});
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      const auto& cell = grid.cells[r][c];
      if (!cell.system) continue;
      const auto& system = grid.systems[*cell.system];
      std::vector<std::string> folders;
      for (const auto& folder : system.folders) folders.push_back(folder.string());
      for (const auto& metric : metrics::metric_names()) {
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
                                           std::to_string(cell.tried)};
        const auto* pair = cell.comparison ? &grid.comparisons.pairs[*cell.comparison] : nullptr;
        const auto* difference =
            pair != nullptr && pair->unpaired.empty() ? &pair->differences.at(metric) : nullptr;
        const bool tested =
            difference != nullptr &&
            metric == grid.options.how.metric;  // Holm's correction is over this metric alone
        fields.push_back(difference ? csv_number(difference->second - difference->first) : "");
        fields.push_back(difference ? csv_number(difference->interval.low) : "");
        fields.push_back(difference ? csv_number(difference->interval.high) : "");
        fields.push_back(tested ? csv_number(pair->p) : "");
        fields.push_back(tested ? csv_number(pair->adjusted) : "");
        fields.push_back(tested ? (grid.comparisons.survives(*pair) ? "yes" : "no") : "");
        fields.push_back(system.run.facts.signature.hash());
        fields.push_back(join(folders, " "));
        out += csv_line(fields);
      }
    }
  }
  return out;
}

}  // namespace serhost::report
