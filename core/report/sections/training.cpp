// How it was trained: validation curves, what was tuned, and the runs themselves.
#include "base/text.hpp"
#include "report/cells.hpp"
#include "report/report_figures.hpp"
#include "report/section.hpp"

namespace serhost::report {
namespace {

Table tuning_table(const Grid& grid) {
  Table out{"tuning", "Tuning", "", {}, {}};
  out.columns.emplace_back(grid.options.rows, false);
  for (const auto& column : grid.columns) out.columns.emplace_back(grid.title_of(column), true);
  std::optional<std::size_t> least, most;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    auto& row = out.rows.emplace_back();
    row.push_back({grid.title_of(grid.rows[r])});
    for (const auto& cell : grid.cells[r]) {
      row.push_back(number_cell(std::to_string(cell.tried), static_cast<double>(cell.tried)));
      if (!cell.system) continue;
      least = std::min(least.value_or(cell.tried), cell.tried);
      most = std::max(most.value_or(cell.tried), cell.tried);
    }
  }
  out.note =
      "Experiments run for each cell. Those of a sweep's budget are chosen from for each fold and "
      "seed by its own validation part, others by the mean "
      "validation metric at their kept epochs; never by a test metric.";
  if (!grid.varied.empty()) out.note += " They differ in " + join(grid.varied, ", ") + ".";
  if (!grid.not_shown.empty()) out.note += " " + not_shown_text(grid) + ".";
  if (least != most) out.note += " The budgets differ: a cell with more trials had more chances.";
  return out;
}

std::string pretraining_text(const run::RunFacts& facts) {
  if (!facts.pretraining_known) return "unknown";
  return facts.pretraining.empty() ? "none" : join(facts.pretraining, ", ");
}

Table runs_table(const Grid& grid) {
  Table out{"runs", "Runs", "", {}, {}};
  out.columns = {{"system", false},    {"experiment", false},   {"seeds", true},
                 {"test clips", true}, {"parameters", true},    {"trained", true},
                 {"training", true},   {"pre-training", false}, {"signature", false}};
  const auto count = [](auto n) { return number_cell(std::to_string(n), static_cast<double>(n)); };
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto& run = grid.systems[i].run;
    const auto& facts = run.facts;
    double seconds = 0.0;
    for (const auto& result : run.results) seconds += result.train_seconds;
    std::vector<std::string> folders;
    for (const auto& folder : grid.systems[i].folders) folders.push_back(folder.string());
    Cell name{facts.name};
    name.hint = join(folders, " ");
    out.rows.push_back({{grid.name_of(i)},
                        name,
                        count(facts.seeds.size()),
                        count(test_clips(run)),
                        count(run.results.empty() ? 0 : run.results.front().parameters),
                        count(run.results.empty() ? 0 : run.results.front().trainable),
                        number_cell(duration(seconds), seconds),
                        {pretraining_text(facts)},
                        {facts.signature.hash().substr(0, 12)}});
  }
  return out;
}

std::vector<Block> training_blocks(const Grid& grid) {
  std::vector<Block> out;
  if (auto curves = validation_curves(grid, best_of_rows(grid)); !curves.svg.empty())
    out.emplace_back(std::move(curves));
  if (grid.systems.size() > 1 || !grid.not_shown.empty()) out.emplace_back(tuning_table(grid));
  out.emplace_back(runs_table(grid));
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(training) {
  return {.title = "Training and tuning", .order = 500, .blocks = serhost::report::training_blocks};
}
