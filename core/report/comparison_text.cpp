// Formats comparisons as text: the size of a difference first, then its significance.
#include "report/comparison_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

constexpr std::size_t kPairsInFull = 6;

std::string interval(const std::string& metric, const std::optional<double>& low,
                     const std::optional<double>& high, bool differences) {
  if (!low || !high) return "–";
  const auto text = [&](double value) {
    return differences ? signed_text(metric, value) : format_metric(metric, value);
  };
  return text(*low) + " … " + text(*high);
}

const run::MetricSummary* summary_of(const run::EvaluatedRun& system, const std::string& metric) {
  const auto found = system.run.summary.find(metric);
  return found == system.run.summary.end() ? nullptr : &found->second;
}

/// The other of the two accuracies that papers print: WA, or the main metric beside WA.
/// Of another task, the next of its headlines; the same again where there is none.
std::string metric_beside(const std::vector<run::EvaluatedRun>& systems,
                          const std::string& metric) {
  if (systems.empty()) return metric;
  const auto& run = systems.front().run;
  const auto main = run::main_metric(run);
  for (const auto& other : headline_metrics(run)) {
    if (other != metric && other != main) return other;
  }
  return main;
}

std::string ranking(const std::vector<run::EvaluatedRun>& systems, const std::string& metric,
                    std::size_t width, const Paint& paint) {
  std::vector<std::size_t> order(systems.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto value = [&](std::size_t i) {
    const auto* summary = summary_of(systems[i], metric);
    const double pooled = summary ? summary->pooled : std::nan("");
    return std::isnan(pooled) ? -1e300 : lower_is_better(metric) ? -pooled : pooled;
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return value(a) > value(b); });
  const auto beside = metric_beside(systems, metric);
  std::vector<std::vector<std::string>> rows = {{is_percentage(metric) ? "%" : "",
                                                 title_of_metric(metric), "95 % CI",
                                                 "folds mean ± sd", "seeds sd"}};
  if (beside != metric) rows.front().push_back(title_of_metric(beside));
  std::vector<const run::Run*> runs;
  for (const auto i : order) {
    const auto* s = summary_of(systems[i], metric);
    const auto* other = summary_of(systems[i], beside);
    if (s == nullptr) continue;
    runs.push_back(&systems[i].run);
    const auto mark = mark_of_chance(systems[i].run, metric);
    rows.push_back(
        {clipped(printable(systems[i].name), 40) + (mark.empty() ? "" : " (" + mark + ")"),
         format_metric(metric, s->pooled), interval(metric, s->low, s->high, false),
         mean_and_deviation(metric, *s), format_metric(metric, s->seeds_sd)});
    if (beside != metric) rows.back().push_back(other ? format_metric(beside, other->pooled) : "–");
  }
  if (has_chance(runs)) {
    rows.push_back({"chance", chance_text(runs, metric), "", "", ""});
    if (beside != metric) rows.back().push_back(chance_text(runs, beside));
  }
  return aligned(rows, width, paint);
}

std::string names(const std::vector<run::EvaluatedRun>& systems, const Comparison& pair) {
  return printable(systems[pair.second].name) + " − " + printable(systems[pair.first].name);
}

std::string unit_of(const std::string& metric) {
  return is_percentage(metric) ? " points of " + title_of_metric(metric)
                               : " of " + title_of_metric(metric);
}

/// "t test" and "paired, over 6 speakers".
std::pair<std::string, std::string> test_in_parts(const Comparison& pair) {
  const auto comma = pair.test.find(", ");
  return {pair.test.substr(0, comma), pair.test.substr(comma + 2)};
}

std::string detectable_text(const std::string& metric, const Comparison& pair) {
  const auto seen = seen_text(metric, pair);
  return (seen == kNothing ? "no difference, however large" : seen + unit_of(metric)) +
         " at 80 % power";
}

/// A clip may be half of each side's.
std::string half_counts(double clips) {
  return fmt::format("{:.{}f}", clips, clips == std::floor(clips) ? 0 : 1);
}

std::string mcnemar_text(const metrics::McNemar& found) {
  return fmt::format(
      "right in only the first {}, only the second {}; McNemar p {}, mid-p {} if clips were "
      "independent",
      half_counts(found.only_first), half_counts(found.only_second), p_text(found.exact),
      p_text(found.mid_p));
}

/// Pooled metric and mean of folds beside each other, of which one is the headline.
std::string estimands_text(const std::string& metric, const Comparison& pair) {
  const auto& folds = pair.folds;
  std::size_t same = 0;
  for (const double difference : folds.differences) same += difference * *folds.mean > 0.0 ? 1 : 0;
  return fmt::format("pooled {}, mean of folds {} ({} of {} folds that way)",
                     signed_text(metric, pair.pooled), signed_text(metric, *folds.mean), same,
                     folds.differences.size());
}

std::string in_full(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                    const Comparison& pair, const Paint& paint) {
  const auto& metric = all.options.metric;
  const auto& difference = pair.differences.at(metric);
  const double size = difference.second - difference.first;
  auto head = names(systems, pair) + ": " + signed_text(metric, size) + unit_of(metric) +
              (pair.unit == "fold" ? ", mean of folds" : "");
  if (difference.interval.low)
    head +=
        ", 95 % CI " + interval(metric, difference.interval.low, difference.interval.high, true);
  auto out = paint.bold(head) + "\n";
  const auto line = [&out](const std::string& what, const std::string& answer) {
    out += "  " + left(what, 22) + answer + "\n";
  };
  line("interval", difference.interval.method);
  if (pair.is_decided()) {
    const auto [test, how] = test_in_parts(pair);
    line(test, fmt::format("p {}, Holm {}: {} ({})", p_text(pair.p), p_text(pair.adjusted),
                           significance_text(all, pair), how));
    if (pair.equivalence) {
      line("equivalence",
           fmt::format("TOST, ±{}: {} (p {})", margin_text(all.options),
                       equivalence_text(pair, all.options), p_text(pair.equivalence->p)));
    }
    if (pair.detectable) line("detectable", detectable_text(metric, pair));
  } else {
    line("not tested", pair.undecided);
  }
  if (pair.folds.mean) line("folds", estimands_text(metric, pair));
  if (pair.mcnemar) line("clips", mcnemar_text(*pair.mcnemar));
  return out;
}

std::string in_lines(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                     std::size_t width, const Paint& paint) {
  const auto& metric = all.options.metric;
  std::vector<std::vector<std::string>> rows = {
      {"", "difference", "p (Holm)", "", "95 % CI", "p", "units", "detectable"}};
  for (const auto& pair : all.pairs) {
    if (!pair.unpaired.empty()) {
      rows.push_back({clipped(names(systems, pair), 60), "not paired"});
      continue;
    }
    const auto& difference = pair.differences.at(metric);
    rows.push_back(
        {clipped(names(systems, pair), 60),
         signed_text(metric, difference.second - difference.first), p_text(pair.adjusted),
         all.is_significant(pair) ? "significant"
         : pair.is_decided()      ? ""
                                  : "too few speakers",
         interval(metric, difference.interval.low, difference.interval.high, true), p_text(pair.p),
         pair.is_decided() ? count_of(difference.estimate.units, pair.unit) : "–",
         seen_text(metric, pair)});
  }
  return aligned(rows, width, paint);
}

}  // namespace

std::string p_text(double p) {
  if (!std::isfinite(p)) return "–";
  return p < 0.0005 ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string margin_text(const ComparisonOptions& options) {
  return is_percentage(options.metric) ? fmt::format("{:.3g} points", 100 * options.margin)
                                       : fmt::format("{:.3g}", options.margin);
}

std::string equivalence_text(const Comparison& pair, const ComparisonOptions& options) {
  return pair.equivalence && pair.equivalence->p < options.level ? "established"
                                                                 : "not established";
}

std::string significance_text(const Comparisons& all, const Comparison& pair) {
  if (!pair.is_decided()) return "not tested";
  if (!all.comparable) return "not comparable, so nothing is decided";
  if (all.is_significant(pair)) return "significant";
  return pair.is_opposed() && pair.adjusted < all.options.level
             ? "not marked, pooled metric and mean of folds differ in sign"
             : "not significant";
}

std::string seen_text(const std::string& metric, const Comparison& pair) {
  if (!pair.detectable) return "–";
  return std::isinf(*pair.detectable) || (is_percentage(metric) && *pair.detectable > 1.0)
             ? kNothing
             : format_metric(metric, *pair.detectable);
}

std::string signed_text(const std::string& metric, double difference) {
  if (!std::isfinite(difference)) return "–";
  return is_percentage(metric) ? fmt::format("{:+.2f}", 100 * difference)
                               : fmt::format("{:+.4f}", difference);
}

std::string comparison_text(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                            const std::vector<std::string>& reasons, int columns_of_terminal,
                            bool color) {
  const auto width = static_cast<std::size_t>(std::max(columns_of_terminal, 40));
  const Paint paint{color};
  const auto& metric = all.options.metric;
  std::string out;
  if (!reasons.empty()) {
    out += paint.warn("forced: these results are not comparable and make no ranking") + "\n";
    for (const auto& reason : reasons) out += paint.warn("  " + printable(reason)) + "\n";
    out += "\n";
  }
  out += ranking(systems, metric, width, paint) + "\n";
  if (all.pairs.size() > kPairsInFull) {
    out += in_lines(systems, all, width, paint) + "\n";
  } else {
    for (const auto& pair : all.pairs) {
      out += pair.unpaired.empty() ? in_full(systems, all, pair, paint)
                                   : paint.bold(names(systems, pair)) + ": not paired, because " +
                                         pair.unpaired + "\n";
    }
    out += "\n";
  }
  if (all.comparable && all.decided() > 1) {
    const auto marked = std::count_if(all.pairs.begin(), all.pairs.end(),
                                      [&](const auto& pair) { return all.is_significant(pair); });
    out += fmt::format("{} of {} differences are significant (Holm) at {:.3g} %\n", marked,
                       all.decided(), 100 * all.options.level);
  }
  if (all.effects) {
    out += fmt::format(
        "of the variance of {}, {:.0f} % is between systems, {:.0f} % between seeds, {:.0f} % "
        "residual\n",
        title_of_metric(metric), 100 * all.effects->choice, 100 * all.effects->seed,
        100 * all.effects->rest);
  }
  for (const auto& system : systems) {
    for (const auto& warning : warnings_of_chance(system.run, metric))
      out += paint.warn(printable(system.name) + ": " + printable(warning)) + "\n";
  }
  for (const auto& note : all.notes) out += paint.warn("note: " + printable(note)) + "\n";
  std::set<std::string> stamps;
  for (const auto& system : systems) {
    for (const auto& stamp : stamps_of(system.run)) {
      if (stamps.insert(stamp).second) out += paint.warn("note: " + stamp) + "\n";
    }
  }
  if (reasons.empty() && !systems.empty())
    out += paint.dim("all with " + printable(systems.front().run.facts.signature.line())) + "\n";
  else
    for (const auto& system : systems)
      out += paint.dim(printable(system.name + ": " + system.run.facts.signature.line())) + "\n";
  return out;
}

}  // namespace serhost::report
