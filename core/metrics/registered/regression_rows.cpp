// Rated dimensions: columns truth_<d> and predicted_<d>. A clip without a rating of a dimension is
// left out of that dimension alone.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "metrics/agreement.hpp"
#include "metrics/rows.hpp"
#include "metrics/sign_agreement.hpp"

namespace serhost::metrics {
namespace {

constexpr std::string_view kTruth = "truth_", kSentiment = "truth_sentiment";

struct NamedMetric {
  const char* name;
  double Agreement::* value;
};
constexpr NamedMetric kMetrics[] = {{"ccc", &Agreement::ccc},
                                    {"pearson", &Agreement::pearson},
                                    {"mae", &Agreement::mae},
                                    {"rmse", &Agreement::rmse}};

/// The column truth_<d> is followed by predicted_<d>.
std::vector<RatedPair> pairs_of(std::span<const WeightedRow> rows, std::size_t truth) {
  std::vector<RatedPair> out;
  out.reserve(rows.size());
  for (const auto& row : rows) {
    if (!std::isnan(row.values[truth]))
      out.push_back({row.values[truth], row.values[truth + 1], row.times});
  }
  return out;
}

/// The mean over the dimensions of which clips are rated; NaN where one of those is undefined, for
/// a mean of the others would reward a model for failing.
std::map<std::string, double> evaluate_ratings(Columns columns, std::span<const WeightedRow> rows) {
  std::map<std::string, double> out;
  double rated = 0.0;
  Agreement sums{0.0, 0.0, 0.0, 0.0};
  for (std::size_t c = 0; c + 1 < columns.size(); c += 2) {
    const auto name = columns[c].substr(kTruth.size());
    const auto pairs = pairs_of(rows, c);
    const auto of_dimension = agreement(pairs);
    if (!pairs.empty()) rated += 1.0;
    for (const auto& metric : kMetrics) {
      const double value = of_dimension.*metric.value;
      out[name + "." + metric.name] = value;
      if (!pairs.empty()) sums.*metric.value += value;
    }
    // Of sentiment alone, whose 0 has a meaning; a scale from 1 to 5 has no sign to judge.
    if (columns[c] == kSentiment) {
      const auto signs = sign_agreement(pairs);
      out["sign_wf1"] = signs.wf1;
      out["sign_wa"] = signs.accuracy;
    }
  }
  for (const auto& metric : kMetrics)
    out[metric.name] = rated > 0.0 ? sums.*metric.value / rated : kNone;
  return out;
}

/// Of each dimension the mean, which has the least squared error, the median, which has the least
/// absolute error, and both ends, of which one has the more frequent sign.
std::vector<std::vector<double>> constant_ratings(Columns columns,
                                                  std::span<const WeightedRow> rows) {
  std::vector<std::vector<double>> out(4, std::vector<double>(columns.size(), kNone));
  for (std::size_t c = 0; c + 1 < columns.size(); c += 2) {
    std::vector<double> truths;
    double sum = 0.0;
    for (const auto& pair : pairs_of(rows, c)) {
      truths.push_back(pair.truth);
      sum += pair.truth;
    }
    if (truths.empty()) continue;
    std::sort(truths.begin(), truths.end());
    out[0][c + 1] = sum / static_cast<double>(truths.size());
    out[1][c + 1] = truths[truths.size() / 2];
    out[2][c + 1] = truths.front();
    out[3][c + 1] = truths.back();
  }
  return out;
}

}  // namespace
}  // namespace serhost::metrics

SERHOST_ROW_EVALUATOR(regression) {
  return {.task = "regression",
          .metrics = {"ccc", "pearson", "mae", "rmse", "sign_wf1", "sign_wa"},
          .evaluate = serhost::metrics::evaluate_ratings,
          .constant_answers = serhost::metrics::constant_ratings,
          .without_chance = {"pearson"}};  // undefined
}
