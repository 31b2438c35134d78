// Votes: columns truth_p_<class> and p_<class> of all classes, then the names truth and predicted,
// which follow from them. All metrics of classification are over the majority; a tied clip has none
// and takes no part in them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "metrics/calibration.hpp"
#include "metrics/definitions.hpp"
#include "metrics/one_against_rest.hpp"
#include "metrics/rows.hpp"
#include "metrics/soft.hpp"
#include "metrics/tally.hpp"

namespace serhost::metrics {
namespace {

constexpr std::size_t kNames = 2;  // truth, predicted

std::size_t classes_in(std::size_t columns) { return (columns - kNames) / 2; }

bool read_votes(Columns columns, std::span<const std::string> cells, std::span<double> values) {
  const auto numbers = columns.size() - kNames;
  for (std::size_t i = 0; i < numbers; ++i) {
    const bool unknown = cells[i].empty() && is_truth(columns[i]);
    if (!read_number_cell(cells[i], values[i]) || (std::isnan(values[i]) && !unknown)) return false;
  }
  values[numbers] = values[numbers + 1] = kNone;
  return true;
}

/// Sums over clips, each `times` over.
struct SoftSums {
  explicit SoftSums(std::size_t classes)
      : majority(classes), gaps(kCalibrationBins, 0.0), above(classes) {}

  void add(Distribution truth, Distribution predicted, double times) {
    clips += times;
    kl += times * kl_divergence(truth, predicted);
    js += times * js_divergence(truth, predicted);
    tv += times * total_variation(truth, predicted);
    cosine += times * cosine_similarity(truth, predicted);
    brier += times * squared_distance(truth, predicted);
    const auto guess = most_probable(predicted);
    gaps[calibration_bin(predicted[guess])] += times * (truth[guess] - predicted[guess]);
    const double chance = 1.0 / static_cast<double>(truth.size());
    for (std::size_t k = 0; k < truth.size(); ++k)
      above[k].add(truth[k] > chance, predicted[k] > chance, times);
    const auto most = largest(truth);
    if (most.size() != 1) {
      ties += times;
      return;
    }
    const auto label = static_cast<std::int64_t>(most.front());
    const auto said = static_cast<std::int64_t>(guess);
    if (times == 1.0) return majority.add(label, said, predicted);
    Tally one(truth.size());
    one.add(label, said, predicted);
    majority.add(one, times);
  }

  double clips = 0.0, kl = 0.0, js = 0.0, tv = 0.0, cosine = 0.0, brier = 0.0, ties = 0.0;
  Tally majority;
  std::vector<double> gaps;
  std::vector<OneAgainstRest> above;  ///< the threshold 1 / C
};

std::map<std::string, double> evaluate_votes(Columns columns, std::span<const WeightedRow> rows) {
  const auto classes = classes_in(columns.size());
  SoftSums sums(classes);
  for (const auto& row : rows) {
    const auto truth = row.values.first(classes);
    if (!std::isnan(truth[0])) sums.add(truth, row.values.subspan(classes, classes), row.times);
  }
  auto out = sums.majority.metrics();
  const auto mean = [&](double sum) { return sums.clips > 0.0 ? sum / sums.clips : kNone; };
  out["kl"] = mean(sums.kl);
  out["js"] = mean(sums.js);
  out["tv"] = mean(sums.tv);
  out["cosine"] = mean(sums.cosine);
  out["soft_brier"] = mean(sums.brier);
  out["soft_ece"] = sums.clips > 0.0 ? calibration_error(sums.gaps, sums.clips) : kNone;
  out["ties"] = mean(sums.ties);
  out["f1_above_chance"] = macro_f1(sums.above);
  return out;
}

/// The mean of the votes, which has the least divergence, as many for every class, and all for one.
std::vector<std::vector<double>> constant_votes(Columns columns,
                                                std::span<const WeightedRow> rows) {
  const auto classes = classes_in(columns.size());
  std::vector<double> mean(columns.size(), 0.0), even(columns.size(), kNone);
  double clips = 0.0;
  for (const auto& row : rows) {
    if (std::isnan(row.values[0])) continue;
    clips += row.times;
    for (std::size_t k = 0; k < classes; ++k) mean[classes + k] += row.times * row.values[k];
  }
  std::vector<std::vector<double>> out;
  if (clips == 0.0) return out;
  for (std::size_t k = 0; k < classes; ++k) {
    mean[classes + k] /= clips;
    even[classes + k] = 1.0 / static_cast<double>(classes);
    out.emplace_back(columns.size(), 0.0)[classes + k] = 1.0;
  }
  out.push_back(std::move(mean));
  out.push_back(std::move(even));
  return out;
}

}  // namespace
}  // namespace serhost::metrics

SERHOST_ROW_EVALUATOR(soft) {
  return {.task = "soft",
          .metrics = {"kl", "js", "tv", "cosine", "f1_above_chance", "soft_ece", "soft_brier",
                      "ties", "ua", "wa", "wf1", "macro_f1", "micro_f1", "ece", "brier"},
          .read = serhost::metrics::read_votes,
          .evaluate = serhost::metrics::evaluate_votes,
          .constant_answers = serhost::metrics::constant_votes,
          .without_chance = {"soft_ece", "ties", "ece", "brier"}};
}
