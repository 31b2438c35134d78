// What a run's results and facts say together.
#include "run/run.hpp"

#include <set>

#include "metrics/registry.hpp"

namespace serhost::run {

std::vector<std::string> metric_names(const Run& run) {
  if (run.facts.is_classification()) return metrics::metric_names();
  std::set<std::string> names;
  for (const auto& [name, summary] : run.summary) names.insert(name);
  for (const auto& result : run.results) {
    for (const auto& [name, value] : result.scores.metrics) names.insert(name);
  }
  return metrics::in_table_order({names.begin(), names.end()});
}

std::string main_metric(const Run& run) {
  const auto& task = run.facts.task;
  if (run.facts.is_classification() || metrics::find_row_evaluator(task) != nullptr)
    return metrics::main_metric(task).name;
  return run.summary.empty() ? "" : metric_names(run).front();
}

metrics::Confusion total_confusion(const Run& run) {
  metrics::Confusion out(run.facts.is_classification() ? run.facts.classes.size() : 0);
  for (const auto& result : run.results) out.add(result.scores.confusion);
  return out;
}

std::size_t test_clips(const Run& run) {
  std::size_t clips = 0;
  for (const auto& result : run.results) {
    if (result.seed == run.results.front().seed) clips += result.scores.clips;
  }
  return clips;
}

}  // namespace serhost::run
