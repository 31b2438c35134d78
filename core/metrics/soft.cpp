// Sums over classes.
#include "metrics/soft.hpp"

#include <algorithm>
#include <cmath>

namespace serhost::metrics {
namespace {

constexpr double kFloor = 1e-300;

}  // namespace

double kl_divergence(Distribution truth, Distribution predicted) {
  double sum = 0.0;
  for (std::size_t k = 0; k < truth.size(); ++k) {
    if (truth[k] > 0.0) sum += truth[k] * std::log(truth[k] / std::max(predicted[k], kFloor));
  }
  return std::max(sum, 0.0);
}

double js_divergence(Distribution truth, Distribution predicted) {
  double of_truth = 0.0, of_predicted = 0.0;
  for (std::size_t k = 0; k < truth.size(); ++k) {
    const double middle = std::max((truth[k] + predicted[k]) / 2, kFloor);
    if (truth[k] > 0.0) of_truth += truth[k] * std::log(truth[k] / middle);
    if (predicted[k] > 0.0) of_predicted += predicted[k] * std::log(predicted[k] / middle);
  }
  return (std::max(of_truth, 0.0) + std::max(of_predicted, 0.0)) / 2;
}

double total_variation(Distribution truth, Distribution predicted) {
  double sum = 0.0;
  for (std::size_t k = 0; k < truth.size(); ++k) sum += std::abs(truth[k] - predicted[k]);
  return sum / 2;
}

double cosine_similarity(Distribution truth, Distribution predicted) {
  double product = 0.0, q = 0.0, p = 0.0;
  for (std::size_t k = 0; k < truth.size(); ++k) {
    product += truth[k] * predicted[k];
    q += truth[k] * truth[k];
    p += predicted[k] * predicted[k];
  }
  return std::min(product / std::sqrt(q) / std::sqrt(p), 1.0);
}

double squared_distance(Distribution truth, Distribution predicted) {
  double sum = 0.0;
  for (std::size_t k = 0; k < truth.size(); ++k)
    sum += (truth[k] - predicted[k]) * (truth[k] - predicted[k]);
  return sum;
}

std::size_t most_probable(Distribution distribution) {
  return static_cast<std::size_t>(std::max_element(distribution.begin(), distribution.end()) -
                                  distribution.begin());
}

std::vector<std::size_t> largest(Distribution distribution) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < distribution.size(); ++k) {
    if (std::isnan(distribution[k])) return {};
    if (!out.empty() && distribution[k] < distribution[out.front()]) continue;
    if (!out.empty() && distribution[k] > distribution[out.front()]) out.clear();
    out.push_back(k);
  }
  return out;
}

}  // namespace serhost::metrics
