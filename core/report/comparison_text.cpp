// Formats comparisons as text: the ranking, every pair, and what all of it rests on.
#include "report/comparison_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/comparison_pairs.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"
#include "report/shared_signature.hpp"
#include "report/stamps.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

constexpr std::size_t kPairsInFull = 6;

std::string interval_of_system(const std::string& metric, const run::MetricSummary& s) {
  if (!s.low || !s.high) return "–";
  return format_metric(metric, *s.low) + " … " + format_metric(metric, *s.high);
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

/// Without any, a column of them would promise what is not there.
bool has_intervals(const std::vector<run::EvaluatedRun>& systems, const std::string& metric) {
  return std::any_of(systems.begin(), systems.end(),
                     [&](const auto& system) { return has_interval(system.run, metric); });
}

std::string marks_of(const run::Run& run, const std::string& metric,
                     const std::vector<const run::Run*>& all) {
  std::vector<std::string> out;
  for (auto& mark : {mark_of_chance(run, metric), own_stamps(run, all)}) {
    if (!mark.empty()) out.push_back(mark);
  }
  return join(out, ", ");
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
  const bool intervals = has_intervals(systems, metric);
  std::vector<std::vector<std::string>> rows = {
      {is_percentage(metric) ? "%" : "", title_of_metric(metric)}};
  if (intervals) rows.front().emplace_back("95 % CI");
  rows.front().insert(rows.front().end(), {"folds mean ± sd", "seeds sd"});
  if (beside != metric) rows.front().push_back(title_of_metric(beside));
  std::vector<const run::Run*> all;
  for (const auto& system : systems) all.push_back(&system.run);
  std::vector<const run::Run*> runs;
  for (const auto i : order) {
    const auto* s = summary_of(systems[i], metric);
    const auto* other = summary_of(systems[i], beside);
    if (s == nullptr) continue;
    runs.push_back(&systems[i].run);
    const auto mark = marks_of(systems[i].run, metric, all);
    rows.push_back(
        {clipped(printable(systems[i].name), 40) + (mark.empty() ? "" : " (" + mark + ")"),
         format_metric(metric, s->pooled)});
    if (intervals) rows.back().push_back(interval_of_system(metric, *s));
    rows.back().push_back(mean_and_deviation(metric, *s));
    rows.back().push_back(format_metric(metric, s->seeds_sd));
    if (beside != metric) rows.back().push_back(other ? format_metric(beside, other->pooled) : "–");
  }
  if (has_chance(runs)) {
    rows.push_back({"chance", chance_text(runs, metric)});
    rows.back().resize(intervals ? 5 : 4);
    if (beside != metric) rows.back().push_back(chance_text(runs, beside));
  }
  return aligned(rows, width, paint) +
         (intervals || runs.empty() ? ""
                                    : paint.dim(runs.front()->summary.at(metric).method) + "\n");
}

/// "all with demo:4c | …", and where the runs differ in what does not decide, as in their seeds,
/// who has which.
std::string signature_text(const std::vector<run::EvaluatedRun>& systems) {
  std::vector<const run::Run*> runs;
  for (const auto& system : systems) runs.push_back(&system.run);
  const auto shared = shared_signature(runs);
  std::string who;
  for (std::size_t i = 0; i < systems.size() && shared.differs(); ++i) {
    who += (i == 0                   ? ""
            : i + 1 < systems.size() ? ", "
                                     : " and ") +
           systems[i].name + (shared.own[i].empty() ? "" : " (" + join(shared.own[i], ", ") + ")");
  }
  return (who.empty() ? "" : who + ", ") + "all with " + shared.line;
}

}  // namespace

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
    out += pairs_in_lines(systems, all, width, paint) + "\n";
  } else {
    for (const auto& pair : all.pairs) {
      out += pair.unpaired.empty() ? pair_in_full(systems, all, pair, paint)
                                   : paint.bold(names_of_pair(systems, pair)) +
                                         ": not paired, because " + pair.unpaired + "\n";
    }
    out += "\n";
  }
  if (all.comparable && all.decided() > 1) {
    const auto marked = std::count_if(all.pairs.begin(), all.pairs.end(),
                                      [&](const auto& pair) { return all.is_significant(pair); });
    out += fmt::format("{} of {} differences are significant (Holm) at {:.3g} %\n", marked,
                       all.decided(), 100 * all.options.level);
  }
  if (all.effects && all.comparable) {
    out += fmt::format(
        "of the variance of {}, {:.0f} % is between systems, {:.0f} % between seeds, {:.0f} % "
        "residual\n",
        title_of_metric(metric), 100 * all.effects->choice, 100 * all.effects->seed,
        100 * all.effects->rest);
  }
  for (const auto& system : systems) {
    for (const auto& warning : warnings_of_chance(system.run))
      out += paint.warn(printable(system.name) + ": " + printable(warning)) + "\n";
  }
  for (const auto& note : all.notes) out += paint.warn("note: " + printable(note)) + "\n";
  std::vector<NamedRun> runs;
  for (const auto& system : systems) runs.emplace_back(system.name, &system.run);
  for (const auto& stamp : stamps_of(runs)) out += paint.warn("note: " + printable(stamp)) + "\n";
  if (reasons.empty() && !systems.empty())
    out += paint.dim(printable(signature_text(systems))) + "\n";
  else
    for (const auto& system : systems)
      out += paint.dim(printable(system.name + ": " + system.run.facts.signature.line())) + "\n";
  return out;
}

}  // namespace serhost::report
