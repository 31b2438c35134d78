// Chance is computed from the same counts by the same definitions as the metric beside it.
#include "report/chance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "metrics/classification.hpp"
#include "metrics/definitions.hpp"
#include "metrics/registry.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

/// The class that all clips are taken for; absent where there are several or fewer than two clips.
std::optional<std::size_t> only_answer(const metrics::Confusion& counts) {
  std::optional<std::size_t> out;
  for (std::size_t j = 0; j < counts.classes(); ++j) {
    if (counts.predicted(j) == 0) continue;
    if (out) return std::nullopt;
    out = j;
  }
  return counts.total() > 1 ? out : std::nullopt;
}

/// Folds and seeds that give every clip one answer, though their clips are of several classes.
std::size_t constant_results(const run::Run& run) {
  std::size_t out = 0;
  for (const auto& result : run.results) {
    const auto& counts = result.scores.confusion;
    out += counts.classes_present() > 1 && only_answer(counts) ? 1 : 0;
  }
  return out;
}

/// "" unless WA looks far better than UA, which a classifier of the large classes alone reaches.
std::string hidden_by_large_classes(const run::Run& run) {
  constexpr double kFar = 0.10;
  const auto wa = run.summary.find("wa"), ua = run.summary.find("ua");
  if (wa == run.summary.end() || ua == run.summary.end() || !run.facts.is_classification() ||
      !(wa->second.pooled - ua->second.pooled > kFar))
    return "";
  const auto recalls = metrics::recalls(total_confusion(run));
  std::optional<std::size_t> worst;
  for (std::size_t k = 0; k < recalls.size(); ++k) {
    if (recalls[k] && (!worst || *recalls[k] < *recalls[*worst])) worst = k;
  }
  if (!worst) return "";
  return "WA " + format_metric("wa", wa->second.pooled) + " hides UA " +
         format_metric("ua", ua->second.pooled) + ": the small classes are missed (recall of " +
         run.facts.classes.at(*worst) + ": " + percent_text(*recalls[*worst]) + ")";
}

}  // namespace

double chance_level(const run::Run& run, const std::string& metric) {
  if (!run.facts.is_classification()) {
    const auto at = run.summary.find(metric);
    return at == run.summary.end() ? metrics::kNone : at->second.chance;
  }
  const auto* const info = metrics::find_metric(metric);
  if (info == nullptr || info->value == nullptr || info->of_probabilities ||
      info->sums != nullptr || run.results.empty())
    return metrics::kNone;
  const auto counts = total_confusion(run);
  if (counts.total() == 0) return metrics::kNone;
  double best = metrics::kNone;
  for (std::size_t answer = 0; answer < counts.classes(); ++answer) {
    metrics::Confusion constant(counts.classes());
    for (std::size_t truth = 0; truth < counts.classes(); ++truth)
      constant.add(static_cast<std::int64_t>(truth), static_cast<std::int64_t>(answer),
                   counts.support(truth));
    const double value = info->value({constant, static_cast<double>(counts.total()), {}});
    if (std::isnan(best) || metrics::is_better(value, best, metric)) best = value;
  }
  return best;
}

bool is_below_chance(const run::Run& run, const std::string& metric) {
  const auto found = run.summary.find(metric);
  const double chance = chance_level(run, metric);
  return found != run.summary.end() && std::isfinite(chance) &&
         std::abs(chance - found->second.pooled) > 1e-9 &&
         metrics::is_better(chance, found->second.pooled, metric);
}

std::string chance_text(const run::Run& run, const std::string& metric) {
  return format_metric(metric, chance_level(run, metric));
}

bool has_chance(const std::vector<const run::Run*>& runs) {
  return std::any_of(runs.begin(), runs.end(), [](const auto* run) {
    return run->facts.is_classification() ||
           std::any_of(run->summary.begin(), run->summary.end(),
                       [](const auto& metric) { return std::isfinite(metric.second.chance); });
  });
}

std::string chance_answer(const std::vector<const run::Run*>& runs) {
  const bool classes = std::all_of(runs.begin(), runs.end(),
                                   [](const auto* run) { return run->facts.is_classification(); });
  return classes ? "class" : "answer";
}

std::string chance_text(const std::vector<const run::Run*>& runs, const std::string& metric) {
  std::optional<std::pair<double, double>> range;
  for (const auto* const run : runs) {
    const double chance = chance_level(*run, metric);
    if (!std::isfinite(chance)) continue;
    if (!range) range = {chance, chance};
    range = {std::min(range->first, chance), std::max(range->second, chance)};
  }
  if (!range) return format_metric(metric, metrics::kNone);
  const auto low = format_metric(metric, range->first), high = format_metric(metric, range->second);
  return low == high ? low : low + " to " + high;
}

double common_chance(const std::vector<const run::Run*>& runs, const std::string& metric) {
  std::optional<double> out;
  for (const auto* const run : runs) {
    const double chance = chance_level(*run, metric);
    if (std::isnan(chance)) continue;
    if (out && std::abs(*out - chance) > 1e-9) return metrics::kNone;
    out = chance;
  }
  return out.value_or(metrics::kNone);
}

std::string below_chance_text(const std::string& metric) {
  const auto* const info = metrics::find_metric(metric);
  return info != nullptr && info->lower_is_better() ? "worse than chance" : "below chance";
}

std::string mark_of_chance(const run::Run& run, const std::string& metric) {
  std::vector<std::string> out;
  if (constant_results(run) > 0) out.emplace_back("constant predictions");
  if (is_below_chance(run, metric)) out.push_back(below_chance_text(metric));
  return join(out, ", ");
}

std::vector<std::string> warnings_of_chance(const run::Run& run) {
  std::vector<std::string> out;
  if (const auto constant = constant_results(run); constant > 0) {
    const auto answer = only_answer(total_confusion(run));
    out.push_back(answer && *answer < run.facts.classes.size()
                      ? "constant predictions: every clip is taken for " +
                            run.facts.classes[*answer]
                      : fmt::format("constant predictions in {} of {} folds and seeds", constant,
                                    run.results.size()));
  }
  std::map<std::string, std::vector<std::string>> below;  // "below chance", "worse than chance"
  for (const auto& name : run::metric_names(run)) {
    const auto* const metric = metrics::find_metric(name);
    const bool repeats = metric != nullptr && !metric->same_as.empty(),
               is_part = name.find('.') != std::string::npos;  // the tables mark those
    if (repeats || is_part || !is_below_chance(run, name)) continue;
    const auto words = below_chance_text(name);
    auto& same = below[words];
    same.push_back(title_of_metric(name) + (same.empty() ? " is " + words + " (" : " (") +
                   chance_text(run, name) + ")");
  }
  for (const auto& [words, metrics] : below) out.push_back(join(metrics, ", "));
  if (auto hidden = hidden_by_large_classes(run); !hidden.empty()) out.push_back(std::move(hidden));
  return out;
}

}  // namespace serhost::report
