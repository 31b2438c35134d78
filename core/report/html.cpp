// Writes report.html, section by section. Every external text goes through html().
#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/escape.hpp"
#include "report/html_classes.hpp"
#include "report/html_facts.hpp"
#include "report/html_style.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string limits_text(const std::string& metric, const run::MetricSummary& summary) {
  if (!summary.low || !summary.high) return "–";
  return format_metric(metric, *summary.low) + " to " + format_metric(metric, *summary.high);
}

/// The value of a fold, NaN where its record has none.
double metric_of(const run::Result& result, const std::string& metric) {
  const auto at = result.scores.metrics.find(metric);
  return at == result.scores.metrics.end() ? std::nan("") : at->second;
}

std::string header(const run::Run& run) {
  auto parts = title_parts(run);
  auto out = "<header><h1>" + html(parts.front()) + "</h1>";
  parts.erase(parts.begin());
  out += "<p class=\"soft\">" + html(join(parts, " · ")) + "</p>";
  if (const auto line = signed_metric(run); !line.empty())
    out += "<p class=\"mono\">" + html(line) + "</p>";
  if (!run.is_finished()) {
    out += fmt::format("<p class=\"stamp\">unfinished: {} of {} folds and seeds are done</p>",
                       run.results.size(),
                       run.folds * static_cast<std::int64_t>(run.facts.seeds.size()));
  }
  for (const auto& stamp : stamps_of(run)) out += "<p class=\"stamp\">" + html(stamp) + "</p>";
  for (const auto& warning : warnings_of_chance(run))
    out += "<p class=\"stamp\">" + html(warning) + "</p>";
  return out + "</header>";
}

std::string headline(const run::Run& run) {
  std::string out = "<section class=\"cards\">";
  for (const auto& name : headline_metrics(run)) {
    const auto& summary = run.summary.at(name);
    out += "<div class=\"card\"><div class=\"name\">" + title_of_metric(name) +
           "</div><div class=\"figure\">" + format_metric(name, summary.pooled) + "<small>" +
           (is_percentage(name) ? " %" : "") + "</small></div><div class=\"soft\">";
    out += summary.low ? "95 %: " + limits_text(name, summary) : html(summary.method);
    if (has_chance({&run})) out += "<br>chance " + chance_text(run, name);
    out += "<br>mean of folds " + mean_and_deviation(name, summary) + "</div></div>";
  }
  return out + "</section>";
}

/// The tenths of the scale between which all percentages lie.
std::pair<double, double> scale(const run::Run& run) {
  double low = 1.0, high = 0.0;
  const auto widen = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const auto& [name, summary] : run.summary) {
    if (!is_percentage(name)) continue;
    widen(summary.pooled);
    widen(summary.low.value_or(summary.pooled));
    widen(summary.high.value_or(summary.pooled));
    for (const auto& result : run.results) widen(metric_of(result, name));
  }
  low = std::floor(10 * low) / 10;
  high = std::ceil(10 * high) / 10;
  return low < high ? std::pair(low, high) : std::pair(0.0, 1.0);
}

std::string summary_table(const run::Run& run) {
  const auto [from, to] = scale(run);
  const auto names = run::metric_names(run);
  const bool percent = std::any_of(names.begin(), names.end(), is_percentage);
  auto out =
      "<h2>Summary</h2><div class=\"card\"><table><tr><th>metric</th><th "
      "class=\"n\">pooled</th><th class=\"n\">95 % interval</th>"
      "<th class=\"n\">chance</th><th class=\"n\">mean of folds ± sd</th><th class=\"n\">sd of "
      "seeds</th><th>" +
      (percent ? fmt::format("{:.0f} to {:.0f} %", 100 * from, 100 * to) : std::string()) +
      "</th></tr>";
  std::string method;
  for (const auto& name : names) {
    const auto found = run.summary.find(name);
    if (found == run.summary.end()) continue;
    const auto& summary = found->second;
    if (method.empty()) method = interval_method(run, summary);
    std::vector<double> folds;
    for (const auto& result : run.results) folds.push_back(metric_of(result, name));
    out += fmt::format(
        "<tr><td class=\"name\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
        title_of_metric(name), format_metric(name, summary.pooled), limits_text(name, summary),
        chance_text(run, name), mean_and_deviation(name, summary),
        format_metric(name, summary.seeds_sd),
        is_percentage(name)
            ? interval_strip(summary.pooled, summary.low, summary.high, folds, from, to)
            : "");
  }
  out +=
      "</table><p class=\"soft\">Pooled: all test clips of a seed evaluated together, averaged "
      "over seeds. Interval: " +
      html(method) + ". " + html(directions_text(run)) + "." +
      (percent ? " Pale dots are single folds." : "") +
      (has_chance({&run}) ? " Chance: every clip is given one " + chance_answer({&run}) + "."
                          : "") +
      "</p></div>";
  return out;
}

std::string folds_table(const run::Run& run) {
  const bool classes = run.facts.is_classification();
  std::string out =
      "<h2>Folds</h2><div class=\"card tall\"><table><tr><th class=\"n\">fold</th><th>left "
      "out</th><th class=\"n\">seed</th><th class=\"n\">clips</th>"
      "<th class=\"n\">speakers</th>";
  if (classes) out += "<th class=\"n\">classes</th>";
  std::vector<std::string> names;
  for (const auto& name : run::metric_names(run)) {
    const auto* const metric = metrics::find_metric(name);
    if (metric == nullptr || metric->same_as.empty()) names.push_back(name);
  }
  for (const auto& name : names) out += "<th class=\"n\">" + title_of_metric(name) + "</th>";
  out += "<th class=\"n\">kept epoch</th><th class=\"n\">training</th></tr>";
  for (const auto& result : run.results) {
    const auto& scores = result.scores;
    out += fmt::format(
        "<tr><td class=\"n\">{}</td><td class=\"left-out\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td>",
        result.fold, html(result.name), result.seed, scores.clips,
        scores.speakers_known ? std::to_string(scores.speakers) : "–");
    if (classes) out += fmt::format("<td class=\"n\">{}</td>", scores.classes_present);
    for (const auto& name : names)
      out += "<td class=\"n\">" + format_metric(name, metric_of(result, name)) + "</td>";
    out += fmt::format("<td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                       result.best_epoch > 0 ? std::to_string(result.best_epoch) : "–",
                       duration(result.train_seconds));
  }
  return out + "</table></div>";
}

/// Of the validation part: those printed as the main metric is, so that they share an axis.
std::vector<std::string> metrics_of_curves(const run::Run& run) {
  constexpr std::size_t kColors = 2;
  const bool percent = is_percentage(run::main_metric(run));
  std::vector<std::string> out;
  for (const auto& name : run::metric_names(run)) {
    const auto* const metric = metrics::find_metric(name);
    if (metric != nullptr && metric->every_epoch && is_percentage(name) == percent &&
        out.size() < kColors)
      out.push_back(name);
  }
  return out;
}

std::string curves(const run::Run& run) {
  const bool percent = is_percentage(run::main_metric(run));
  const auto shown_metrics = metrics_of_curves(run);
  std::string charts;
  std::size_t shown = 0;
  for (const auto& result : run.results) {
    Curve train{"training", "c1", {}}, loss{"validation", "c2", {}};
    std::vector<Curve> validated;
    for (const auto& name : shown_metrics)
      validated.push_back({title_of_metric(name), "c" + std::to_string(3 + validated.size()), {}});
    for (const auto& epoch : run.history) {
      if (epoch.fold != result.fold || epoch.seed != result.seed) continue;
      const auto x = static_cast<double>(epoch.epoch);
      train.points.emplace_back(x, epoch.train_loss);
      if (const auto value = epoch.validated("loss")) loss.points.emplace_back(x, *value);
      for (std::size_t i = 0; i < validated.size(); ++i) {
        if (const auto value = epoch.validated(shown_metrics[i]))
          validated[i].points.emplace_back(x, *value);
      }
    }
    if (train.points.empty()) continue;
    ++shown;
    const auto where = fmt::format("fold {}, seed {}", result.fold, result.seed);
    charts += "<div class=\"card\">" +
              line_chart("loss, " + where, {train, loss}, false, result.best_epoch) +
              line_chart((percent ? "validation %, " : "validation, ") + where, validated, percent,
                         result.best_epoch) +
              "</div>";
  }
  if (shown == 0) return "";
  auto body = "<div class=\"charts\">" + charts + "</div>";
  // Many folds would bury the facts below them.
  if (shown > 12)
    body = fmt::format("<details><summary>{} folds and seeds</summary>{}</details>", shown, body);
  const auto main = run::main_metric(run);
  const auto chance = has_chance({&run})
                          ? " Chance: " + title_of_metric(main) + " " + chance_text(run, main) + "."
                          : std::string();
  return "<h2>Training</h2><p class=\"soft\">The dashed line marks the epoch whose checkpoint was "
         "tested." +
         chance + "</p>" + body;
}

std::string figure_cards(const std::vector<Figure>& figures) {
  if (figures.empty()) return "";
  std::string out = "<h2>Ratings and residuals</h2><div class=\"charts\">";
  for (const auto& figure : figures)
    out += "<div class=\"card\"><div class=\"name\">" + html(figure.title) + "</div>" + figure.svg +
           "<p class=\"soft\">" + html(figure.note) + "</p></div>";
  return out + "</div>\n";
}

}  // namespace

std::string html_report(const run::Run& run, const std::vector<SpeakerScores>& speakers,
                        const std::vector<Figure>& figures) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">"
      "<title>" +
      html(run.facts.name) + " – serhost</title><style>" + kReportStyle +
      "</style></head>\n<body><main>\n";
  out += header(run) + "\n";
  if (!run.summary.empty()) out += headline(run) + "\n" + summary_table(run) + "\n";
  if (!run.results.empty()) {
    if (run.facts.is_classification()) out += html_classes(run, speakers) + "\n";
    out += figure_cards(figures) + folds_table(run) + "\n" + curves(run) + "\n";
  }
  return out + html_facts(run) + "\n</main></body></html>\n";
}

}  // namespace serhost::report
