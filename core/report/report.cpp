// The order is that of the questions: what came out, what survives, what do others print, can it be
// believed, what was done.
#include "report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "metrics/effects.hpp"
#include "report/comparison_text.hpp"
#include "report/published.hpp"
#include "report/report_figures.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string interval(const std::string& metric, const run::MetricSummary& s) {
  return s.low && s.high
             ? "[" + format_metric(metric, *s.low) + ", " + format_metric(metric, *s.high) + "]"
             : "";
}

Cell number(const std::string& text, double sort) { return {text, "", "", "", sort}; }

std::string mark_of(const Grid& grid, const GridCell& cell) {
  if (!cell.comparison || !grid.reasons.empty()) return "";  // a forced table marks nothing
  const auto& pair = grid.comparisons.pairs[*cell.comparison];
  if (!grid.comparisons.survives(pair)) return "";
  const auto& difference = pair.differences.at(grid.options.how.metric);
  return (difference.second > difference.first) != lower_is_better(grid.options.how.metric) ? "+"
                                                                                            : "-";
}

Table matrix(const Grid& grid) {
  const auto& metric = grid.options.how.metric;
  Table out;
  out.id = "matrix";
  out.title = title_of_metric(metric) + (is_percentage(metric) ? ", percent" : "") + ", of each " +
              grid.options.rows + " and " + grid.options.columns;
  out.columns.emplace_back(grid.options.rows, false);
  for (const auto& column : grid.columns)
    out.columns.emplace_back(title_of_component(column), true);
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    auto& row = out.rows.emplace_back();
    row.push_back({title_of_component(grid.rows[r])});
    for (const auto& cell : grid.cells[r]) {
      const auto* run = cell.system ? &grid.systems[*cell.system].run : nullptr;
      const auto found = run == nullptr
                             ? std::map<std::string, run::MetricSummary>::const_iterator()
                             : run->summary.find(metric);
      if (run == nullptr || found == run->summary.end()) {
        row.push_back({"–"});
        continue;
      }
      const auto& s = found->second;
      Cell shown{format_metric(metric, s.pooled), interval(metric, s), mark_of(grid, cell), "",
                 s.pooled};
      shown.hint = "mean of folds " + format_metric(metric, s.folds_mean) + "; " +
                   signed_metric(*run, metric);
      if (cell.tried > 1)
        shown.hint += "; chosen among " + std::to_string(cell.tried) + " by validation";
      row.push_back(std::move(shown));
    }
  }
  const auto compared = grid.comparisons.pairs.size();
  out.note = "Pooled figure and 95 % interval. ";
  if (compared == 0) out.note += "Nothing is compared.";
  else if (!grid.reasons.empty())
    out.note += "Nothing is marked: the figures do not mean the same.";
  else
    out.note += fmt::format(
        "Marked ▲ better or ▼ worse: differences from {} that survive Holm's correction over {} at "
        "{:.3g} %; what is not marked is not told apart.",
        title_of_component(grid.reference), count_of(compared, "comparison"),
        100 * grid.options.how.level);
  return out;
}

Table all_metrics(const Grid& grid) {
  Table out{"metrics",
            "All metrics",
            "Pooled: all test clips of a seed together, mean over seeds. Shares in percent.",
            {},
            {}};
  out.columns = {{"system", false}};
  for (const auto& metric : metrics::metric_names())
    out.columns.emplace_back(title_of_metric(metric), true);
  out.columns.emplace_back("mean of folds ± sd (" + title_of_metric(grid.options.how.metric) + ")",
                           true);
  out.columns.emplace_back("sd of seeds", true);
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    auto& row = out.rows.emplace_back();
    row.push_back({grid.name_of(i)});
    const auto& summary = grid.systems[i].run.summary;
    for (const auto& metric : metrics::metric_names()) {
      const auto at = summary.find(metric);
      row.push_back(at == summary.end()
                        ? Cell{"–"}
                        : number(format_metric(metric, at->second.pooled), at->second.pooled));
    }
    const auto& metric = grid.options.how.metric;
    const auto at = summary.find(metric);
    if (at == summary.end()) continue;
    row.push_back(number(
        format_metric(metric, at->second.folds_mean) +
            (std::isfinite(at->second.folds_sd) ? " ± " + format_metric(metric, at->second.folds_sd)
                                                : ""),
        at->second.folds_mean));
    row.push_back(number(format_metric(metric, at->second.seeds_sd), at->second.seeds_sd));
  }
  return out;
}

Table comparisons(const Grid& grid) {
  const auto& metric = grid.options.how.metric;
  Table out{"comparisons", "Differences from " + title_of_component(grid.reference), "", {}, {}};
  out.columns = {{"system", false},           {"difference", true},
                 {"95 % interval", true},     {"p", true},
                 {"after Holm", true},        {"survives", false},
                 {"Wilcoxon p", true},        {"McNemar mid-p", true},
                 {"as good as equal", false}, {"could be seen", true}};
  for (const auto& pair : grid.comparisons.pairs) {
    auto& row = out.rows.emplace_back();
    row.push_back({grid.name_of(pair.second)});
    if (!pair.unpaired.empty()) {
      row.push_back({"not paired: " + pair.unpaired});
      row.resize(out.columns.size());
      continue;
    }
    const auto& d = pair.differences.at(metric);
    row.push_back(number(signed_text(metric, d.second - d.first), d.second - d.first));
    row.push_back({d.interval.low ? "[" + signed_text(metric, *d.interval.low) + ", " +
                                        signed_text(metric, *d.interval.high) + "]"
                                  : "–"});
    Cell p = number(p_text(pair.p), pair.p);
    p.hint = pair.test;
    row.push_back(p);
    row.push_back(number(p_text(pair.adjusted), pair.adjusted));
    row.push_back({grid.comparisons.survives(pair) ? "yes" : "no"});
    row.push_back(number(p_text(pair.wilcoxon.p), pair.wilcoxon.p));
    row.push_back(number(p_text(pair.mcnemar.mid_p), pair.mcnemar.mid_p));
    row.push_back(pair.equivalence
                      ? Cell{pair.equivalence->p < grid.options.how.level ? "yes" : "not shown",
                             "p " + p_text(pair.equivalence->p)}
                      : Cell{"–"});
    row.push_back(pair.detectable ? number(seen_text(metric, pair), *pair.detectable) : Cell{"–"});
    row.back().hint = "by " + pair.seen_by;
  }
  const auto margin = is_percentage(metric)
                          ? fmt::format("{:.3g} points", 100 * grid.options.how.margin)
                          : fmt::format("{:.3g}", grid.options.how.margin);
  out.note = "p: clips of a speaker swapped between the two systems. As good as equal: within " +
             margin +
             ". Could be seen: the true difference that would survive the correction in 80 % of "
             "repetitions; one that is smaller was never going to be marked.";
  return out;
}

/// How much of the spread within a row, and in the whole table, is between its systems and how much
/// between seeds.
Table effects_table(const Grid& grid) {
  Table out{"effects",
            "Seeds or " + grid.options.columns + "?",
            "Shares of the sum of squares of the pooled figure; sd are square roots of variance "
            "components, in points.",
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
      return number(fmt::format("{:.0f} %", 100 * share), share);
    };
    out.rows.push_back({{name},
                        percent(found->choice),
                        percent(found->seed),
                        percent(found->rest),
                        number(format_metric(metric, found->choice_sd), found->choice_sd),
                        number(format_metric(metric, found->seed_sd), found->seed_sd),
                        number(p_text(found->choice_p), found->choice_p)});
  };
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    std::vector<std::vector<double>> figures;
    for (const auto& cell : grid.cells[r]) {
      if (!cell.system) continue;
      auto& seeds = figures.emplace_back();
      for (const auto& seed : grid.systems[*cell.system].seeds)
        seeds.push_back(metrics::metric(metric, seed.outcomes));
    }
    add(title_of_component(grid.rows[r]), metrics::effects(figures));
  }
  if (grid.rows.size() > 1) add("the whole table", grid.comparisons.effects);
  return out;
}

Table published_table(const Grid& grid) {
  Table out{"published",
            "What the papers print, beside ours",
            "Percent. A paper's figure can be set beside ours only where nothing differs.",
            {},
            {}};
  out.columns = {{"system", false},
                 {"paper", false},
                 {"printed", true},
                 {"ours, pooled", true},
                 {"ours, mean of folds", true},
                 {"protocol", false}};
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto& system = grid.systems[i];
    for (const auto& paper : published_beside(system)) {
      const auto& [metric, printed] =
          *(paper.metrics.contains("wa") ? paper.metrics.find("wa") : paper.metrics.begin());
      const auto at = system.run.summary.find(metric);
      if (at == system.run.summary.end()) continue;
      const auto differing = protocol_differences(paper, system);
      Cell source{paper.source,
                  paper.model + (paper.loss.empty() ? "" : " + " + title_of_component(paper.loss)) +
                      ", " + title_of_metric(metric)};
      source.hint = paper.note;
      Cell protocol{differing.empty() ? "the same" : "not comparable", join(differing, "; ")};
      out.rows.push_back(
          {{grid.name_of(i)},
           source,
           number(format_metric(metric, printed), printed),
           number(format_metric(metric, at->second.pooled), at->second.pooled),
           number(format_metric(metric, at->second.folds_mean), at->second.folds_mean),
           protocol});
    }
  }
  return out;
}

Table tuning(const Grid& grid) {
  Table out{"tuning", "Tuning", "", {}, {}};
  out.columns.emplace_back(grid.options.rows, false);
  for (const auto& column : grid.columns)
    out.columns.emplace_back(title_of_component(column), true);
  std::optional<std::size_t> least, most;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    auto& row = out.rows.emplace_back();
    row.push_back({title_of_component(grid.rows[r])});
    for (const auto& cell : grid.cells[r]) {
      row.push_back(number(std::to_string(cell.tried), static_cast<double>(cell.tried)));
      if (!cell.system) continue;
      least = std::min(least.value_or(cell.tried), cell.tried);
      most = std::max(most.value_or(cell.tried), cell.tried);
    }
  }
  out.note =
      "Experiments run for each cell. Those of a sweep's budget are chosen from for each fold and "
      "seed by its own validation part, others by the mean "
      "validation figure at their kept epochs; never by a test figure.";
  if (!grid.varied.empty()) out.note += " They differ in " + join(grid.varied, ", ") + ".";
  if (least != most) out.note += " The budgets differ: a cell with more trials had more chances.";
  return out;
}

Table runs_table(const Grid& grid) {
  Table out{"runs", "Runs", "", {}, {}};
  out.columns = {{"system", false},    {"experiment", false},   {"seeds", true},
                 {"test clips", true}, {"parameters", true},    {"trained", true},
                 {"training", true},   {"pre-training", false}, {"signature", false}};
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto& run = grid.systems[i].run;
    double seconds = 0.0;
    for (const auto& result : run.results) seconds += result.train_seconds;
    const auto& facts = run.facts;
    const auto parameters = run.results.empty() ? 0 : run.results.front().parameters,
               trainable = run.results.empty() ? 0 : run.results.front().trainable;
    std::vector<std::string> folders;
    for (const auto& folder : grid.systems[i].folders) folders.push_back(folder.string());
    Cell name{facts.name};
    name.hint = join(folders, " ");
    out.rows.push_back(
        {{grid.name_of(i)},
         name,
         number(std::to_string(facts.seeds.size()), static_cast<double>(facts.seeds.size())),
         number(std::to_string(test_clips(run)), static_cast<double>(test_clips(run))),
         number(std::to_string(parameters), static_cast<double>(parameters)),
         number(std::to_string(trainable), static_cast<double>(trainable)),
         number(duration(seconds), seconds),
         {!facts.pretraining_known    ? "unknown"
          : facts.pretraining.empty() ? "none"
                                      : join(facts.pretraining, ", ")},
         {facts.signature.hash().substr(0, 12)}});
  }
  return out;
}

void add(Section& section, Figure figure) {
  if (!figure.svg.empty()) section.blocks.emplace_back(std::move(figure));
}

}  // namespace

Document report_of(const Grid& grid, const std::string& title) {
  Document out;
  out.title = title;
  const auto& first = grid.systems.front().run;
  const bool alone = grid.systems.size() == 1;
  auto parts = title_parts(first);
  if (parts.front() == title) parts.erase(parts.begin());
  out.subtitle = alone ? join(parts, " · ")
                       : fmt::format("{} · {} × {} · {}", count_of(grid.systems.size(), "system"),
                                     grid.options.rows, grid.options.columns,
                                     count_of(grid.trials.size(), "experiment"));
  if (alone) out.signature = signed_metric(first, grid.options.how.metric);
  else if (grid.reasons.empty()) out.signature = first.facts.signature.line();
  for (const auto& system : grid.systems) {
    if (!system.run.facts.validation_is_test) continue;
    out.stamps.push_back(kSelectedOnTest);
    break;
  }
  if (!grid.reasons.empty()) {
    out.stamps.push_back(
        "forced: these figures do not mean the same and are no ranking; they differ in " +
        join(grid.reasons, "; "));
  }
  const auto best = best_of_rows(grid);

  Section result{"Result", {}};
  if (!alone) result.blocks.emplace_back(matrix(grid));
  if (!alone && is_percentage(grid.options.how.metric))
    result.blocks.emplace_back(accuracy_bars(grid));
  if (auto curves = training_curves(grid, best); !curves.svg.empty()) {
    if (alone) curves.title = "Training loss";
    else
      curves.note +=
          " The best pair is the highest test figure of its row: picked for showing, no claim "
          "rests on it.";
    result.blocks.emplace_back(std::move(curves));
  }
  result.blocks.emplace_back(all_metrics(grid));
  out.sections.push_back(std::move(result));

  if (!grid.comparisons.pairs.empty()) {
    Section survives{"What survives", {}};
    for (const auto& note : grid.comparisons.notes) survives.blocks.emplace_back(Text{note, true});
    survives.blocks.emplace_back(comparisons(grid));
    if (auto table = effects_table(grid); !table.rows.empty())
      survives.blocks.emplace_back(std::move(table));
    out.sections.push_back(std::move(survives));
  }
  if (auto table = published_table(grid); !table.rows.empty())
    out.sections.push_back({"Papers", {std::move(table)}});

  Section detail{"Classes, speakers, confidence", {}};
  add(detail, class_spread(grid));
  add(detail, speaker_spread(grid));
  for (const auto system : best) {
    add(detail, confusion_figure(grid, system));
    add(detail, reliability_figure(grid, system));
  }
  out.sections.push_back(std::move(detail));

  Section work{"How it came about", {}};
  add(work, validation_curves(grid, best));
  if (!alone) work.blocks.emplace_back(tuning(grid));
  work.blocks.emplace_back(runs_table(grid));
  out.sections.push_back(std::move(work));
  return out;
}

}  // namespace serhost::report
