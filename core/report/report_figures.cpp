// Every figure is drawn from the numbers of its CSV and from nothing else.
#include "report/report_figures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "metrics/calibration.hpp"
#include "metrics/classification.hpp"
#include "metrics/definitions.hpp"
#include "metrics/registry.hpp"
#include "report/chance.hpp"
#include "report/charts.hpp"
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

/// Beside a figure: " Dotted: chance, 25.00.", or, where corpora differ, their range without a
/// line; nothing of a task without classes.
std::string chance_note(const Grid& grid, const std::string& metric) {
  if (!has_chance(grid.runs())) return "";
  return (common_chance(grid.runs(), metric) > 0.0 ? " Dotted: chance, " : " Chance: ") +
         chance_text(grid.runs(), metric) + ".";
}

double chance_mark(const Grid& grid, const std::string& metric) {
  const double chance = common_chance(grid.runs(), metric);
  return std::isfinite(chance) ? chance : 0.0;
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
  auto out = csv_line({"system", "epoch", "mean", "smallest", "largest"});
  for (const auto& curve : curves) {
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      out += csv_line({curve.name, exact(curve.x[i]), exact(curve.mean[i]), exact(curve.low[i]),
                       exact(curve.high[i])});
  }
  return out;
}

Figure curves_of(const Grid& grid, const std::vector<std::size_t>& systems, const std::string& id,
                 const std::string& title, const std::string& metric,
                 const std::function<double(const EpochEnded&)>& value_of) {
  std::vector<BandCurve> curves;
  for (const auto i : systems) {
    auto curve = over_epochs(grid.name_of(i), grid.systems[i].run, value_of);
    if (!curve.x.empty()) curves.push_back(std::move(curve));
  }
  Figure out{id, title, "Mean and range over folds and seeds.", "", csv_of(curves)};
  const bool percent = is_percentage(metric);
  if (percent) out.note += chance_note(grid, metric);
  if (!curves.empty())
    out.svg =
        band_chart(title, "epoch", curves, percent, percent ? chance_mark(grid, metric) : 0.0);
  return out;
}

/// Share of right clips of each speaker, all seeds together.
std::map<std::string, double> by_speaker(const run::EvaluatedRun& system) {
  std::map<std::string, std::pair<double, double>> counts;
  for (const auto& seed : system.seeds) {
    const auto& clips = seed.outcomes;
    for (std::size_t i = 0; i < clips.truth.size(); ++i) {
      if (!clips.speakers[i]) return {};
      auto& [right, all] = counts[*clips.speakers[i]];
      right += clips.truth[i] == clips.predicted[i];
      all += 1.0;
    }
  }
  std::map<std::string, double> out;
  for (const auto& [speaker, count] : counts) out[speaker] = count.first / count.second;
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

Figure accuracy_bars(const Grid& grid) {
  const auto& metric = grid.options.how.metric;
  std::vector<BarGroup> groups;
  auto csv = csv_line({grid.options.rows, grid.options.columns, metric, "low", "high"});
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
      csv += csv_line({grid.rows[r], grid.columns[c], exact(s.pooled), s.low ? exact(*s.low) : "",
                       s.high ? exact(*s.high) : ""});
    }
    groups.push_back(std::move(group));
  }
  const auto title = title_of_metric(metric) + ", percent, for each " + grid.options.rows;
  return {"bars", title, "Whiskers: 95 % intervals over speakers." + chance_note(grid, metric),
          grouped_bars(title, groups, chance_mark(grid, metric)), csv};
}

Figure training_curves(const Grid& grid, const std::vector<std::size_t>& systems) {
  return curves_of(grid, systems, "training-loss",
                   "Training loss of the best pair of each " + grid.options.rows, "loss",
                   [](const EpochEnded& epoch) { return epoch.train_loss; });
}

Figure validation_curves(const Grid& grid, const std::vector<std::size_t>& systems) {
  const auto metric = run::main_metric(grid.systems.front().run);
  const bool percent = is_percentage(metric);
  return curves_of(
      grid, systems, "validation-" + metric,
      "Learning curves: " + title_of_metric(metric) + " of the validation part" +
          (percent ? ", percent" : ""),
      metric, [&](const EpochEnded& epoch) { return epoch.validated(metric).value_or(kNone); });
}

Figure confusion_figure(const Grid& grid, std::size_t system) {
  const auto& run = grid.systems[system].run;
  const auto total = total_confusion(run);
  std::vector<std::string> head = {"truth"};
  head.insert(head.end(), run.facts.classes.begin(), run.facts.classes.end());
  auto csv = csv_line(head);
  for (std::size_t i = 0; i < total.classes(); ++i) {
    std::vector<std::string> row = {run.facts.classes[i]};
    for (std::size_t j = 0; j < total.classes(); ++j) row.push_back(std::to_string(total.at(i, j)));
    csv += csv_line(row);
  }
  return {"confusion-" + std::to_string(system), "Confusion, " + grid.name_of(system),
          "Percent of the true class (row), and clips of all seeds. Chance: " +
              chance_text(run, "ua") + " on the diagonal, on average.",
          heat_map(run.facts.classes, total), csv};
}

Figure reliability_figure(const Grid& grid, std::size_t system) {
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
  auto csv = csv_line({"confidence", "right", "clips"});
  for (std::size_t b = 0; b < clips.size(); ++b) {
    if (clips[b] == 0) continue;
    const auto n = static_cast<double>(clips[b]);
    bins.push_back({confidence[b] / n, right[b] / n, clips[b]});
    csv += csv_line(
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
          reliability_diagram(title, bins), csv};
}

Figure speaker_spread(const Grid& grid) {
  std::vector<std::pair<std::string, std::vector<double>>> rows;
  auto csv = csv_line({"system", "speaker", "right"});
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto speakers = by_speaker(grid.systems[i]);
    if (speakers.empty()) continue;
    auto& [name, values] = rows.emplace_back(grid.name_of(i), std::vector<double>{});
    for (const auto& [speaker, share] : speakers) {
      values.push_back(share);
      csv += csv_line({name, speaker, exact(share)});
    }
  }
  const std::string title = "Spread over speakers: right clips of each speaker, percent";
  return {
      "speakers", title,
      "A dot a speaker, all seeds together; the stroke is their mean." + chance_note(grid, "wa"),
      rows.empty() ? "" : spread_strips(title, rows, chance_mark(grid, "wa")), csv};
}

Figure class_spread(const Grid& grid) {
  std::vector<std::pair<std::string, std::vector<double>>> rows;
  auto csv = csv_line({"system", "class", "recall"});
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto& run = grid.systems[i].run;
    const auto recalls = metrics::recalls(total_confusion(run));
    auto& [name, values] = rows.emplace_back(grid.name_of(i), std::vector<double>{});
    for (std::size_t k = 0; k < recalls.size(); ++k) {
      if (!recalls[k]) continue;
      values.push_back(*recalls[k]);
      csv += csv_line({name, run.facts.classes[k], exact(*recalls[k])});
    }
  }
  const std::string title = "Spread over classes: recall of each class, percent";
  return {"classes", title,
          "A dot a class; the stroke is their mean, which is the UA of all seeds together." +
              chance_note(grid, "ua"),
          spread_strips(title, rows, chance_mark(grid, "ua")), csv};
}

}  // namespace serhost::report
