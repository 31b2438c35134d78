// Which differences are established: paired tests of the systems, and how much of the spread is due
// to seeds.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "report/cells.hpp"
#include "report/comparison_words.hpp"
#include "report/section.hpp"

namespace serhost::report {
namespace {

std::vector<Cell> comparison_row(const Grid& grid, const Comparison& pair, std::size_t columns) {
  const auto& metric = grid.options.how.metric;
  std::vector<Cell> row = {{grid.name_of(pair.second)}};
  if (!pair.unpaired.empty()) {
    row.push_back({"not paired: " + pair.unpaired});
    row.resize(columns);
    return row;
  }
  const auto& d = pair.differences.at(metric);
  row.push_back(number_cell(signed_text(metric, d.second - d.first), d.second - d.first));
  row.back().below = paired_values_text(metric, pair);
  row.push_back({d.interval.low ? "[" + signed_text(metric, *d.interval.low) + ", " +
                                      signed_text(metric, *d.interval.high) + "]"
                                : "–"});
  row.back().hint = d.interval.method;
  row.push_back(number_cell(p_text(pair.p), pair.p));
  row.push_back(number_cell(p_text(pair.adjusted), pair.adjusted));
  row.push_back({significance_text(grid.comparisons, pair)});
  row.back().hint = pair.undecided;
  row.push_back({pair.is_decided() ? pair.test : pair.undecided});
  row.push_back(pair.equivalence ? Cell{equivalence_text(grid.comparisons, pair),
                                        "p " + p_text(pair.equivalence->p)}
                                 : Cell{"–"});
  row.push_back(pair.detectable ? number_cell(seen_text(metric, pair), *pair.detectable)
                                : Cell{"–"});
  row.push_back(number_cell(signed_text(metric, pair.pooled), pair.pooled));
  row.push_back(pair.folds.mean
                    ? number_cell(signed_text(metric, *pair.folds.mean), *pair.folds.mean)
                    : Cell{"–"});
  if (grid.systems.front().run.facts.is_classification())
    row.push_back(pair.mcnemar ? number_cell(p_text(pair.mcnemar->mid_p), pair.mcnemar->mid_p)
                               : Cell{"–"});
  return row;
}

/// Which quantity the columns are of: comparisons of one table may have other units.
std::string estimand_text(const Comparisons& all) {
  bool speakers = false, folds = false;
  for (const auto& pair : all.pairs) {
    speakers = speakers || pair.unit == "speaker";
    folds = folds || pair.unit == "fold";
  }
  std::string out;
  if (speakers) {
    out +=
        "Over speakers, difference, interval, p, equivalence and detectable difference are of "
        "the pooled metric (jackknife t). ";
  }
  if (folds) {
    out +=
        "Over folds, where speakers are unknown or fewer than six, all of these are of the mean "
        "over folds. ";
  }
  return out;
}

/// A head over nothing would promise intervals.
void drop_empty_column(std::size_t column, Table& table) {
  for (const auto& row : table.rows) {
    if (column < row.size() && !row[column].text.empty() && row[column].text != "–") return;
  }
  const auto erase = [column](auto& list) {
    if (column < list.size()) list.erase(list.begin() + static_cast<std::ptrdiff_t>(column));
  };
  erase(table.columns);
  for (auto& row : table.rows) erase(row);
}

bool has_half_counts(const Comparisons& all) {
  return std::any_of(all.pairs.begin(), all.pairs.end(), [](const auto& pair) {
    return pair.mcnemar && pair.mcnemar->only_first != std::floor(pair.mcnemar->only_first);
  });
}

Table comparisons_table(const Grid& grid) {
  const auto margin = margin_text(grid.options.how);
  Table out{"comparisons", "Differences from " + grid.title_of(grid.reference), "", {}, {}};
  out.columns = {{"system", false},
                 {"difference", true},
                 {"95 % CI", true},
                 {"p", true},
                 {"p (Holm)", true},
                 {"Holm", false},
                 {"test", false},
                 {"equivalence (TOST, ±" + margin + ")", false},
                 {"detectable difference", true},
                 {"pooled", true},
                 {"mean of folds", true}};
  if (grid.systems.front().run.facts.is_classification())
    out.columns.emplace_back("McNemar mid-p (clips)", true);
  for (const auto& pair : grid.comparisons.pairs)
    out.rows.push_back(comparison_row(grid, pair, out.columns.size()));
  drop_empty_column(2, out);
  out.note =
      estimand_text(grid.comparisons) +
      "Equivalence: two one-sided tests that the difference lies within ±" + margin +
      ". Detectable difference: the true difference that would be significant after the correction "
      "in 80 % of repetitions; a smaller one is found less often, though it may be. The columns "
      "behind it describe and decide nothing.";
  if (std::any_of(grid.comparisons.pairs.begin(), grid.comparisons.pairs.end(),
                  [](const auto& pair) { return pair.other_seeds; }))
    out.note +=
        " Where the systems do not have the same seeds, the difference is that of the seeds that "
        "were paired, with their values below it; the other tables are of all seeds.";
  if (has_half_counts(grid.comparisons))
    out.note +=
        " In McNemar's test a clip that each system has right in as many seeds counts as half of "
        "either.";
  return out;
}

/// How much of the spread within a row, and in the whole table, is between its systems and how much
/// between seeds.
Table effects_table(const Grid& grid) {
  Table out{"effects",
            "Seeds or " + grid.options.columns + "?",
            "Shares of the sum of squares of the pooled metric; sd are square roots of variance "
            "components, in points. p: whether other seeds of the same clips would tell the " +
                grid.options.columns +
                " apart; it says nothing of other speakers, and marks nothing.",
            {},
            {}};
  out.columns = {{"of", false},
                 {grid.options.columns, true},
                 {"seeds", true},
                 {"neither", true},
                 {"sd of " + grid.options.columns, true},
                 {"sd of seeds", true},
                 {"p", true}};
  const auto& metric = grid.options.how.metric;
  const auto add = [&](const std::string& name, const std::optional<metrics::Effects>& found) {
    if (!found) return;
    const auto percent = [](double share) {
      return number_cell(fmt::format("{:.0f} %", 100 * share), share);
    };
    out.rows.push_back({{name},
                        percent(found->choice),
                        percent(found->seed),
                        percent(found->rest),
                        number_cell(format_metric(metric, found->choice_sd), found->choice_sd),
                        number_cell(format_metric(metric, found->seed_sd), found->seed_sd),
                        number_cell(p_text(found->choice_p), found->choice_p)});
  };
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    std::vector<const run::EvaluatedRun*> row;
    for (const auto& cell : grid.cells[r]) {
      if (cell.system) row.push_back(&grid.systems[*cell.system]);
    }
    add(grid.title_of(grid.rows[r]), effects_of(row, metric));
  }
  if (grid.rows.size() > 1) add("the whole table", grid.comparisons.effects);
  return out;
}

std::vector<Block> significance_blocks(const Grid& grid) {
  std::vector<Block> out;
  if (grid.comparisons.pairs.empty()) return out;
  for (const auto& note : grid.comparisons.notes) out.emplace_back(Text{note, true});
  out.emplace_back(comparisons_table(grid));
  if (!grid.comparisons.comparable) return out;  // of results that mean different things
  if (auto table = effects_table(grid); !table.rows.empty()) out.emplace_back(std::move(table));
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(significance) {
  return {.title = "Significance", .order = 200, .blocks = serhost::report::significance_blocks};
}
