// Never a p without the difference it belongs to: how large comes first, then whether chance could
// do it.
#include "report/comparison_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.hpp"
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
  std::vector<std::vector<std::string>> rows = {{is_percentage(metric) ? "%" : "",
                                                 title_of_metric(metric), "95 % interval",
                                                 "folds mean ± sd", "seeds sd", "WA"}};
  if (metric == "wa") rows.front().back() = "UA";
  for (const auto i : order) {
    const auto* s = summary_of(systems[i], metric);
    const auto* other = summary_of(systems[i], metric == "wa" ? "ua" : "wa");
    if (s == nullptr) continue;
    rows.push_back(
        {clipped(printable(systems[i].name), 40), format_metric(metric, s->pooled),
         interval(metric, s->low, s->high, false),
         format_metric(metric, s->folds_mean) +
             (std::isfinite(s->folds_sd) ? " ± " + format_metric(metric, s->folds_sd) : ""),
         format_metric(metric, s->seeds_sd), other ? format_metric("wa", other->pooled) : "–"});
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

std::string in_full(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                    const Comparison& pair, const Paint& paint) {
  const auto& metric = all.options.metric;
  const auto& difference = pair.differences.at(metric);
  const double size = difference.second - difference.first;
  auto head = names(systems, pair) + ": " + signed_text(metric, size) + unit_of(metric);
  if (difference.interval.low)
    head += ", 95 % interval " +
            interval(metric, difference.interval.low, difference.interval.high, true);
  auto out = paint.bold(head) + "\n";
  const auto line = [&out](const std::string& question, const std::string& answer) {
    out += "  " + left(question, 22) + answer + "\n";
  };
  if (!difference.interval.low) line("interval", difference.interval.method);
  line("could it be chance?",
       fmt::format("p {}, after Holm {}: {} ({})", p_text(pair.p), p_text(pair.adjusted),
                   all.survives(pair) ? "it survives" : "it does not survive", pair.test));
  line("over " + pair.unit + "s",
       fmt::format("Wilcoxon p {}, sign flips p {} ({})", p_text(pair.wilcoxon.p),
                   p_text(pair.flips.p), count_of(pair.by_unit.size(), pair.unit)));
  line("the same clips right?",
       fmt::format(
           "only the first {}, only the second {}; McNemar p {}, mid-p {}, clips as independent",
           pair.mcnemar.only_first, pair.mcnemar.only_second, p_text(pair.mcnemar.exact),
           p_text(pair.mcnemar.mid_p)));
  const auto margin = is_percentage(metric) ? fmt::format("{:.3g} points", 100 * all.options.margin)
                                            : fmt::format("{:.3g}", all.options.margin);
  line("as good as equal?",
       pair.equivalence ? fmt::format("within ±{}: p {}: {}", margin, p_text(pair.equivalence->p),
                                      pair.equivalence->p < all.options.level ? "yes" : "not shown")
                        : "cannot be said of one " + pair.unit);
  const auto seen = seen_text(metric, pair);
  line("what could be seen?",
       !pair.detectable ? "cannot be said of " + pair.seen_by
       : seen == kNothing
           ? "with " + pair.seen_by + " no difference, however large"
           : seen + unit_of(metric) + " or more, in 80 % of repetitions (" + pair.seen_by + ")");
  return out;
}

std::string in_lines(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                     std::size_t width, const Paint& paint) {
  const auto& metric = all.options.metric;
  std::vector<std::vector<std::string>> rows = {
      {"", "difference", "after Holm", "", "95 % interval", "p", "McNemar mid-p", "could be seen"}};
  for (const auto& pair : all.pairs) {
    if (!pair.unpaired.empty()) {
      rows.push_back({clipped(names(systems, pair), 60), "not paired"});
      continue;
    }
    const auto& difference = pair.differences.at(metric);
    rows.push_back({clipped(names(systems, pair), 60),
                    signed_text(metric, difference.second - difference.first),
                    p_text(pair.adjusted), all.survives(pair) ? "survives" : "",
                    interval(metric, difference.interval.low, difference.interval.high, true),
                    p_text(pair.p), p_text(pair.mcnemar.mid_p), seen_text(metric, pair)});
  }
  return aligned(rows, width, paint);
}

}  // namespace

std::string p_text(double p) {
  if (!std::isfinite(p)) return "–";
  return p < 0.0005 ? "< 0.001" : fmt::format("{:.3f}", p);
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
    out += paint.warn("forced: these figures do not mean the same and are no ranking") + "\n";
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
  const auto paired = std::count_if(all.pairs.begin(), all.pairs.end(),
                                    [](const auto& pair) { return pair.unpaired.empty(); });
  if (paired > 1) {
    const auto marked = std::count_if(all.pairs.begin(), all.pairs.end(),
                                      [&](const auto& pair) { return all.survives(pair); });
    out += fmt::format("{} of {} differences survive Holm's correction at {:.3g} %\n", marked,
                       paired, 100 * all.options.level);
  }
  if (all.effects) {
    out += fmt::format(
        "of the spread of {}, {:.0f} % is between the systems, {:.0f} % between the seeds, {:.0f} "
        "% neither\n",
        title_of_metric(metric), 100 * all.effects->choice, 100 * all.effects->seed,
        100 * all.effects->rest);
  }
  for (const auto& note : all.notes) out += paint.warn("note: " + note) + "\n";
  if (reasons.empty() && !systems.empty())
    out += paint.dim("all with " + printable(systems.front().run.facts.signature.line())) + "\n";
  else
    for (const auto& system : systems)
      out += paint.dim(printable(system.name + ": " + system.run.facts.signature.line())) + "\n";
  return out;
}

}  // namespace serhost::report
