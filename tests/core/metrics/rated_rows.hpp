// A task of two rated dimensions for tests: its metrics are concordances, which do not add up over
// clips, so that nothing but the rows of a set of clips can give them.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "metrics/concordance.hpp"
#include "metrics/registry.hpp"
#include "metrics/rows.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics::rated {

inline constexpr char kTask[] = "rated_by_a_test";

inline const std::vector<std::string>& columns() {
  static const std::vector<std::string> names = {"truth_valence", "predicted_valence",
                                                 "truth_arousal", "predicted_arousal"};
  return names;
}

/// Clips that are not rated in a dimension are left out of that dimension alone.
inline double concordance_of(std::span<const WeightedRow> rows, std::size_t column) {
  std::vector<double> truth, predicted;
  for (const auto& row : rows) {
    for (double n = 0.0; n < row.times && !std::isnan(row.values[column]); n += 1.0) {
      truth.push_back(row.values[column]);
      predicted.push_back(row.values[column + 1]);
    }
  }
  return concordance(truth, predicted);
}

inline std::map<std::string, double> evaluate_rated(Columns, std::span<const WeightedRow> rows) {
  const double valence = concordance_of(rows, 0), arousal = concordance_of(rows, 2);
  return {{"rated_ccc", (valence + arousal) / 2.0},
          {"valence.rated_ccc", valence},
          {"arousal.rated_ccc", arousal}};
}

inline const Registration kMetric{{.name = "rated_ccc",
                                   .title = "CCC",
                                   .meaning = "concordance",
                                   .unit = Unit::plain,
                                   .tasks = {kTask},
                                   .every_epoch = true}};
inline std::vector<std::vector<double>> always_zero(Columns columns, std::span<const WeightedRow>) {
  return {std::vector<double>(columns.size(), 0.0)};
}

inline const RowRegistration kRows{{.task = kTask,
                                    .metrics = {"rated_ccc"},
                                    .evaluate = evaluate_rated,
                                    .constant_answers = always_zero}};

/// Six clips of each of `speakers`, predicted with a shift of `error`.
inline Outcomes clips(std::size_t speakers, double error) {
  Outcomes out;
  out.rows = {find_row_evaluator(kTask), columns(), {}};
  for (std::size_t s = 0; s < speakers; ++s) {
    for (std::size_t i = 0; i < 6; ++i) {
      const double truth = static_cast<double>(i) / 6.0 + 0.05 * static_cast<double>(s);
      const double predicted =
          truth + error * (i % 2 == 0 ? 1.0 : -0.5 - 0.1 * static_cast<double>(s));
      out.rows.values.insert(out.rows.values.end(), {truth, predicted, 1.0 - truth, truth / 2.0});
      out.speakers.push_back("speaker " + std::to_string(s));
    }
  }
  return out;
}

}  // namespace serhost::metrics::rated
