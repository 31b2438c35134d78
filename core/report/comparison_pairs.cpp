// What is said of every pair: the size of the difference first, then its significance.
#include "report/comparison_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "report/comparison_words.hpp"
#include "report/escape.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string difference_interval(const std::string& metric, const metrics::Interval& interval) {
  if (!interval.low || !interval.high) return "–";
  return signed_text(metric, *interval.low) + " … " + signed_text(metric, *interval.high);
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

/// A clip may be half of each side's: then the counts do not look like clips.
bool is_half(double clips) { return clips != std::floor(clips); }

std::string half_counts(double clips) {
  return fmt::format("{:.{}f}", clips, is_half(clips) ? 1 : 0);
}

constexpr const char* kHalfExplained =
    " (a clip that each system has right in as many seeds counts as half of either)";

std::string mcnemar_text(const metrics::McNemar& found) {
  return fmt::format(
      "right in only the first {}, only the second {}; McNemar p {}, mid-p {} if clips were "
      "independent{}",
      half_counts(found.only_first), half_counts(found.only_second), p_text(found.exact),
      p_text(found.mid_p), is_half(found.only_first) ? kHalfExplained : "");
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

/// Of a line whose reasons stand in the notes below the table.
std::string mark_of(const Comparisons& all, const Comparison& pair) {
  if (pair.too_few) return "too few speakers";
  if (!pair.is_decided()) return "not tested";
  if (all.is_significant(pair)) return "significant";
  return pair.is_opposed() && pair.adjusted < all.options.level ? "not marked" : "";
}

}  // namespace

std::string names_of_pair(const std::vector<run::EvaluatedRun>& systems, const Comparison& pair) {
  return printable(systems[pair.second].name) + " − " + printable(systems[pair.first].name);
}

std::string pair_in_full(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                         const Comparison& pair, const Paint& paint) {
  const auto& metric = all.options.metric;
  const auto& difference = pair.differences.at(metric);
  const double size = difference.second - difference.first;
  auto head = names_of_pair(systems, pair) + ": " + signed_text(metric, size) + unit_of(metric) +
              (pair.unit == "fold" ? ", mean of folds" : "");
  if (const auto values = paired_values_text(metric, pair); !values.empty())
    head += " (" + values + ")";
  if (difference.interval.low)
    head += ", 95 % CI " + difference_interval(metric, difference.interval);
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
      line("equivalence", fmt::format("TOST, ±{}: {} (p {})", margin_text(all.options),
                                      equivalence_text(all, pair), p_text(pair.equivalence->p)));
    }
    if (pair.detectable) line("detectable", detectable_text(metric, pair));
  } else {
    line("not tested", pair.undecided);
  }
  if (pair.folds.mean) line("folds", estimands_text(metric, pair));
  if (pair.mcnemar) line("clips", mcnemar_text(*pair.mcnemar));
  return out;
}

std::string pairs_in_lines(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                           std::size_t width, const Paint& paint) {
  const auto& metric = all.options.metric;
  const bool any = std::any_of(all.pairs.begin(), all.pairs.end(), [&](const auto& pair) {
    return pair.unpaired.empty() && pair.differences.at(metric).interval.low;
  });  // a head over nothing would promise intervals
  std::vector<std::vector<std::string>> rows = {
      {"", "difference", "p (Holm)", "", any ? "95 % CI" : "", "p", "units", "detectable"}};
  for (const auto& pair : all.pairs) {
    if (!pair.unpaired.empty()) {
      rows.push_back({clipped(names_of_pair(systems, pair), 60), "not paired"});
      continue;
    }
    const auto& difference = pair.differences.at(metric);
    const auto values = paired_values_text(metric, pair);
    rows.push_back(
        {clipped(names_of_pair(systems, pair), 60),
         signed_text(metric, difference.second - difference.first) +
             (pair.unit == "fold" ? " (mean of folds)" : "") +  // the ranking above is pooled
             (values.empty() ? "" : " (" + values + ")"),
         p_text(pair.adjusted), mark_of(all, pair),
         any ? difference_interval(metric, difference.interval) : "", p_text(pair.p),
         pair.is_decided() ? count_of(difference.estimate.units, pair.unit) : "–",
         seen_text(metric, pair)});
  }
  return aligned(rows, width, paint);
}

}  // namespace serhost::report
