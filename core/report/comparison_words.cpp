// The words and number formats of comparisons, which the text, the page and their tests share.
#include "report/comparison_words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "report/words.hpp"

namespace serhost::report {

std::string p_text(double p) {
  if (!std::isfinite(p)) return "–";
  return p < 0.0005 ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string seeds_text(const Comparison& pair) {
  std::vector<std::string> out;
  for (const auto& [a, b] : pair.seeds)
    out.push_back(a == b ? std::to_string(a) : std::to_string(a) + " with " + std::to_string(b));
  return join(out, ", ");
}

std::string paired_values_text(const std::string& metric, const Comparison& pair) {
  if (!pair.other_seeds || !pair.unpaired.empty()) return "";
  const auto& difference = pair.differences.at(metric);
  return (pair.seeds.size() == 1 ? "seed " : "seeds ") + seeds_text(pair) + ": " +
         format_metric(metric, difference.second) + " − " + format_metric(metric, difference.first);
}

std::string margin_text(const ComparisonOptions& options) {
  return is_percentage(options.metric) ? fmt::format("{:.3g} points", 100 * options.margin)
                                       : fmt::format("{:.3g}", options.margin);
}

std::string equivalence_text(const Comparisons& all, const Comparison& pair) {
  if (!all.comparable) return "not comparable, so nothing is decided";
  return pair.equivalence && pair.equivalence->p < all.options.level ? "established"
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

}  // namespace serhost::report
