// Read from history.csv, where the run left it.
#include "run/validation.hpp"

namespace serhost::run {

std::optional<double> validation_of(const Run& run, const Result& result) {
  for (const auto& epoch : run.history) {
    if (epoch.fold == result.fold && epoch.seed == result.seed && epoch.epoch == result.best_epoch)
      return epoch.validated(run.facts.select);
  }
  return std::nullopt;
}

std::optional<double> validation_of(const Run& run) {
  if (run.results.empty()) return std::nullopt;
  double sum = 0.0;
  for (const auto& result : run.results) {
    const auto one = validation_of(run, result);
    if (!one) return std::nullopt;
    sum += *one;
  }
  return sum / static_cast<double>(run.results.size());
}

}  // namespace serhost::run
