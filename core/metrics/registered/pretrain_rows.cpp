// Pre-training: the column objective, what the loss is for a clip.
#include <limits>

#include "metrics/rows.hpp"

namespace serhost::metrics {
namespace {

std::map<std::string, double> mean_objective(Columns, std::span<const WeightedRow> rows) {
  double sum = 0.0, clips = 0.0;
  for (const auto& row : rows) {
    sum += row.times * row.values[0];
    clips += row.times;
  }
  return {{"objective", clips > 0.0 ? sum / clips : std::numeric_limits<double>::quiet_NaN()}};
}

}  // namespace
}  // namespace serhost::metrics

SERHOST_ROW_EVALUATOR(pretrain) {
  return {
      .task = "pretrain", .metrics = {"objective"}, .evaluate = serhost::metrics::mean_objective};
}
