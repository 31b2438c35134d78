// Classes and ratings at once: the columns of the one, then those of the other, each evaluated by
// its own rules.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "metrics/definitions.hpp"
#include "metrics/rows.hpp"
#include "metrics/tally.hpp"

namespace serhost::metrics {
namespace {

const std::string kTruthOf = "truth_", kPredictedOf = "predicted_", kProbabilityOf = "p_";

/// How many columns are those of classes: ratings are the pairs truth_<d>, predicted_<d> at the
/// end.
std::size_t columns_of_classes(Columns columns) {
  auto n = columns.size();
  while (n >= 2 && columns[n - 2].starts_with(kTruthOf) &&
         columns[n - 1] == kPredictedOf + columns[n - 2].substr(kTruthOf.size()))
    n -= 2;
  return n;
}

/// Columns truth, predicted, p_<class>: the number of a class in the first two.
bool read_one_label(Columns columns, std::span<const std::string> cells, std::span<double> values) {
  for (std::size_t i = 0; i < 2; ++i) {
    values[i] = kNone;
    for (std::size_t k = 2; k < columns.size(); ++k) {
      if (columns[k] == kProbabilityOf + cells[i]) values[i] = static_cast<double>(k - 2);
    }
    if (std::isnan(values[i])) return false;
  }
  for (std::size_t k = 2; k < columns.size(); ++k) {
    if (!read_number_cell(cells[k], values[k])) return false;
  }
  return true;
}

std::map<std::string, double> evaluate_one_label(Columns columns,
                                                 std::span<const WeightedRow> rows) {
  const auto classes = columns.size() - 2;
  Tally sums(classes);
  for (const auto& row : rows) {
    const auto add = [&row](Tally& to) {
      to.add(static_cast<std::int64_t>(row.values[0]), static_cast<std::int64_t>(row.values[1]),
             row.values.subspan(2));
    };
    if (row.times == 1.0) {
      add(sums);
      continue;
    }
    Tally one(classes);
    add(one);
    sums.add(one, row.times);
  }
  return sums.metrics();
}

/// Every class once.
std::vector<std::vector<double>> constant_label(Columns columns, std::span<const WeightedRow>) {
  std::vector<std::vector<double>> out;
  for (std::size_t k = 2; k < columns.size(); ++k) {
    auto& answer = out.emplace_back(columns.size(), 0.0);
    answer[1] = static_cast<double>(k - 2);
    answer[k] = 1.0;
  }
  return out;
}

using Read = decltype(RowEvaluator::read);
using Evaluate = decltype(RowEvaluator::evaluate);
using Answers = decltype(RowEvaluator::constant_answers);

/// A task of classes with ratings beside it. The evaluator of `name` is looked for when it is used:
/// it may register later than this one.
template <const char* name>
struct WithRatings {
  static const RowEvaluator* classes() { return find_row_evaluator(name); }

  static bool read(Columns columns, std::span<const std::string> cells, std::span<double> values) {
    const auto n = columns_of_classes(columns);
    const auto* const own = classes();
    const Read read_own = own == nullptr ? read_one_label : own->read;
    if (read_own != nullptr && !read_own(columns.first(n), cells.first(n), values.first(n)))
      return false;
    for (std::size_t i = read_own == nullptr ? 0 : n; i < columns.size(); ++i) {
      if (!read_number_cell(cells[i], values[i])) return false;
    }
    return true;
  }

  /// Columns of classes, and those of ratings.
  static std::pair<std::vector<WeightedRow>, std::vector<WeightedRow>> split_rows(
      std::span<const WeightedRow> rows, std::size_t n) {
    std::pair<std::vector<WeightedRow>, std::vector<WeightedRow>> out;
    for (const auto& row : rows) {
      out.first.push_back({row.values.first(n), row.times});
      out.second.push_back({row.values.subspan(n), row.times});
    }
    return out;
  }

  static std::map<std::string, double> evaluate(Columns columns,
                                                std::span<const WeightedRow> rows) {
    const auto n = columns_of_classes(columns);
    const auto [of_classes, of_ratings] = split_rows(rows, n);
    const auto* const own = classes();
    const Evaluate evaluate_own = own == nullptr ? evaluate_one_label : own->evaluate;
    auto out = evaluate_own(columns.first(n), of_classes);
    out.merge(find_row_evaluator("regression")->evaluate(columns.subspan(n), of_ratings));
    return out;
  }

  /// No metric is of both, so that each answer of the one may stand beside any of the other.
  static std::vector<std::vector<double>> answers(Columns columns,
                                                  std::span<const WeightedRow> rows) {
    const auto n = columns_of_classes(columns);
    const auto parts = split_rows(rows, n);
    const auto* const own = classes();
    const Answers answers_own = own == nullptr ? constant_label : own->constant_answers;
    const auto first = answers_own(columns.first(n), parts.first),
               second = find_row_evaluator("regression")
                            ->constant_answers(columns.subspan(n), parts.second);
    std::vector<std::vector<double>> out;
    if (first.empty() || second.empty()) return out;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
      auto& answer = out.emplace_back(first[i % first.size()]);
      const auto& ratings = second[i % second.size()];
      answer.insert(answer.end(), ratings.begin(), ratings.end());
    }
    return out;
  }

  static RowEvaluator evaluator(std::vector<std::string> metrics) {
    metrics.insert(metrics.end(), {"ccc", "pearson", "mae", "rmse", "sign_wf1", "sign_wa"});
    return {.task = std::string(name) + "+regression",
            .metrics = std::move(metrics),
            .read = read,
            .evaluate = evaluate,
            .constant_answers = answers,
            .without_chance = {"soft_ece", "ties", "ece", "brier", "pearson"}};
  }
};

constexpr char kSoftTask[] = "soft", kMultilabelTask[] = "multilabel";
constexpr char kOneLabelTask[] = "classification";  // has no evaluator of rows

}  // namespace
}  // namespace serhost::metrics

SERHOST_ROW_EVALUATOR(several) {
  using namespace serhost::metrics;
  return WithRatings<kOneLabelTask>::evaluator(
      {"ua", "wa", "wf1", "macro_f1", "micro_f1", "ece", "brier"});
}

SERHOST_ROW_EVALUATOR(several_soft) {
  using namespace serhost::metrics;
  return WithRatings<kSoftTask>::evaluator({"kl", "js", "tv", "cosine", "f1_above_chance",
                                            "soft_ece", "soft_brier", "ties", "ua", "wa", "wf1",
                                            "macro_f1", "micro_f1", "ece", "brier"});
}

SERHOST_ROW_EVALUATOR(several_multilabel) {
  using namespace serhost::metrics;
  return WithRatings<kMultilabelTask>::evaluator(
      {"macro_f1", "micro_f1", "wf1", "map", "mosei_wa"});
}
