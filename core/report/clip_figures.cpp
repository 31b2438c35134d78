// Figures of clips: what was taken for what, how sure, and who is understood. Every figure is drawn
// from the numbers of its CSV and from nothing else.
#include <algorithm>

#include "base/sheet.hpp"
#include "base/text.hpp"
#include "metrics/calibration.hpp"
#include "metrics/classification.hpp"
#include "metrics/definitions.hpp"
#include "report/chance.hpp"
#include "report/charts.hpp"
#include "report/class_tables.hpp"
#include "report/figure_chance.hpp"
#include "report/report_figures.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace serhost::report {
Figure confusion_figure(const Grid& grid, std::size_t system, const ChartOptions& options) {
  const auto& run = grid.systems[system].run;
  const auto total = total_confusion(run);
  std::vector<std::string> head = {"truth"};
  head.insert(head.end(), run.facts.classes.begin(), run.facts.classes.end());
  auto csv = sheet_line(head);
  for (std::size_t i = 0; i < total.classes(); ++i) {
    std::vector<std::string> row = {run.facts.classes[i]};
    for (std::size_t j = 0; j < total.classes(); ++j) row.push_back(std::to_string(total.at(i, j)));
    csv += sheet_line(row);
  }
  return {"confusion-" + std::to_string(system), "Confusion, " + grid.name_of(system),
          "Percent of the true class (row), and clips of all seeds. Chance: " +
              chance_text(run, "ua") + " on the diagonal, on average.",
          heat_map(run.facts.classes, total, options.width), csv};
}

Figure reliability_figure(const Grid& grid, std::size_t system, const ChartOptions& options) {
  std::vector<double> confidence(metrics::kCalibrationBins), right(metrics::kCalibrationBins);
  std::vector<std::size_t> clips(metrics::kCalibrationBins);
  for (const auto& seed : grid.systems[system].seeds) {
    const auto& outcomes = seed.outcomes;
    for (std::size_t i = 0; i < outcomes.truth.size(); ++i) {
      const auto first =
          outcomes.probabilities.begin() + static_cast<std::ptrdiff_t>(i * outcomes.classes);
      const auto most =
          std::max_element(first, first + static_cast<std::ptrdiff_t>(outcomes.classes));
      const auto bin = metrics::calibration_bin(*most);
      confidence[bin] += *most;
      right[bin] += most - first == outcomes.truth[i];
      ++clips[bin];
    }
  }
  std::vector<ReliabilityBin> bins;
  auto csv = sheet_line({"confidence", "right", "clips"});
  for (std::size_t b = 0; b < clips.size(); ++b) {
    if (clips[b] == 0) continue;
    const auto n = static_cast<double>(clips[b]);
    bins.push_back({confidence[b] / n, right[b] / n, clips[b]});
    csv += sheet_line(
        {exact(bins.back().confidence), exact(bins.back().accuracy), std::to_string(clips[b])});
  }
  const auto title = "Reliability, " + grid.name_of(system);
  const auto& summary = grid.systems[system].run.summary;
  const auto ece = summary.find("ece");
  return {"reliability-" + std::to_string(system), title,
          "Dotted: confidence that is right as often as it says. Chance: " +
              chance_text(grid.systems[system].run, "wa") + " % right." +
              (ece == summary.end() ? ""
                                    : " " + title_of_metric(ece->first) + " " +
                                          format_metric(ece->first, ece->second.pooled) + "."),
          reliability_diagram(title, bins, options), csv};
}

Figure speaker_spread(const Grid& grid, const std::vector<std::size_t>& systems,
                      const ChartOptions& options) {
  std::vector<std::pair<std::string, std::vector<double>>> rows;
  auto csv = sheet_line({"system", "speaker", "right"});
  for (const auto i : systems) {
    const auto speakers = speaker_scores(grid.systems[i]);
    if (speakers.empty()) continue;
    auto& [name, values] = rows.emplace_back(grid.name_of(i), std::vector<double>{});
    for (const auto& one : speakers) {
      values.push_back(one.wa);
      csv += sheet_line({name, one.speaker, exact(one.wa)});
    }
  }
  const std::string title = "Spread over speakers: right clips of each speaker, percent";
  return {
      "speakers", title,
      "A dot a speaker, all seeds together; the stroke is their mean." + chance_note(grid, "wa"),
      rows.empty() ? "" : spread_strips(title, rows, chance_mark(grid, "wa"), options), csv};
}

Figure class_spread(const Grid& grid) {
  std::vector<std::pair<std::string, std::vector<double>>> rows;
  auto csv = sheet_line({"system", "class", "recall"});
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto& run = grid.systems[i].run;
    const auto recalls = metrics::recalls(total_confusion(run));
    auto& [name, values] = rows.emplace_back(grid.name_of(i), std::vector<double>{});
    for (std::size_t k = 0; k < recalls.size(); ++k) {
      if (!recalls[k]) continue;
      values.push_back(*recalls[k]);
      csv += sheet_line({name, run.facts.classes[k], exact(*recalls[k])});
    }
  }
  const std::string title = "Spread over classes: recall of each class, percent";
  return {"classes", title,
          "A dot a class; the stroke is their mean, which is the UA of all seeds together." +
              chance_note(grid, "ua"),
          spread_strips(title, rows, chance_mark(grid, "ua")), csv};
}

Figure recall_figure(const Grid& grid, const std::vector<std::size_t>& systems,
                     const ChartOptions& options) {
  std::vector<BarGroup> groups;
  auto csv = sheet_line({"system", "class", "recall"});
  for (const auto i : systems) {
    const auto& run = grid.systems[i].run;
    const auto recalls = metrics::recalls(total_confusion(run));
    for (std::size_t k = 0; k < recalls.size(); ++k) {
      const auto& name = run.facts.classes[k];
      auto at = std::find_if(groups.begin(), groups.end(),
                             [&](const auto& group) { return group.name == name; });
      if (at == groups.end()) at = groups.insert(groups.end(), {name, {}});
      at->bars.push_back(
          {grid.name_of(i), recalls[k].value_or(metrics::kNone), metrics::kNone, metrics::kNone});
      csv += sheet_line({grid.name_of(i), name, recalls[k] ? exact(*recalls[k]) : ""});
    }
  }
  const std::string title = "Recall of each class, percent";
  return {"recall", title, "All seeds together." + chance_note(grid, "ua"),
          grouped_bars(title, groups, chance_mark(grid, "ua"), options), csv};
}

}  // namespace serhost::report
