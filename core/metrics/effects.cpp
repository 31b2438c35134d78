// Sums of squares of a two-way table with one value per cell.
#include "metrics/effects.hpp"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <cstddef>

#include "metrics/estimate.hpp"

namespace serhost::metrics {
namespace {

double p_of(double mean_square, double freedom, double rest, double rest_freedom) {
  if (mean_square <= 0.0) return 1.0;
  if (rest <= 0.0) return 0.0;
  return boost::math::cdf(
      boost::math::complement(boost::math::fisher_f(freedom, rest_freedom), mean_square / rest));
}

double deviation(double mean_square, double rest, double copies) {
  return std::sqrt(std::max(0.0, (mean_square - rest) / copies));
}

}  // namespace

std::optional<Effects> effects(const std::vector<std::vector<double>>& values) {
  const auto rows = values.size(), columns = rows == 0 ? 0 : values.front().size();
  if (rows < 2 || columns < 2) return std::nullopt;
  if (std::any_of(values.begin(), values.end(),
                  [&](const auto& row) { return row.size() != columns; }))
    return std::nullopt;
  const auto choices = static_cast<double>(rows), seeds = static_cast<double>(columns);
  std::vector<double> of_choice(rows, 0.0), of_seed(columns, 0.0);
  double mean = 0.0, largest = 0.0;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      of_choice[i] += values[i][j] / seeds;
      of_seed[j] += values[i][j] / choices;
      mean += values[i][j] / (choices * seeds);
      largest = std::max(largest, std::abs(values[i][j]));
    }
  }
  double by_choice = 0.0, by_seed = 0.0, by_rest = 0.0;
  for (std::size_t i = 0; i < rows; ++i) {
    by_choice += seeds * (of_choice[i] - mean) * (of_choice[i] - mean);
    for (std::size_t j = 0; j < columns; ++j) {
      const double left = values[i][j] - of_choice[i] - of_seed[j] + mean;
      by_rest += left * left;
    }
  }
  for (const double of : of_seed) by_seed += choices * (of - mean) * (of - mean);
  // The sums of squares of equal values are not 0 but rounding, whose shares would be printed as if
  // they said something.
  const double rounding = kNegligible * largest * kNegligible * largest * choices * seeds;
  for (auto* part : {&by_choice, &by_seed, &by_rest}) {
    if (*part <= rounding) *part = 0.0;
  }
  const double total = by_choice + by_seed + by_rest;
  if (!(total > 0.0)) return std::nullopt;

  const double choice_freedom = choices - 1.0, seed_freedom = seeds - 1.0,
               rest_freedom = choice_freedom * seed_freedom;
  const double choice = by_choice / choice_freedom, seed = by_seed / seed_freedom,
               rest = by_rest / rest_freedom;
  Effects out;
  out.choice = by_choice / total;
  out.seed = by_seed / total;
  out.rest = by_rest / total;
  out.choice_sd = deviation(choice, rest, seeds);
  out.seed_sd = deviation(seed, rest, choices);
  out.rest_sd = std::sqrt(rest);
  out.choice_p = p_of(choice, choice_freedom, rest, rest_freedom);
  out.seed_p = p_of(seed, seed_freedom, rest, rest_freedom);
  return out;
}

}  // namespace serhost::metrics
