// A vector in a function, because registrations run before main in any order.
#include "metrics/registry.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/error.hpp"
#include "metrics/rows.hpp"

namespace serhost::metrics {
namespace {

std::vector<MetricInfo>& registry() {
  static std::vector<MetricInfo> all;
  return all;
}

}  // namespace

bool MetricInfo::is_of(std::string_view task) const {
  const auto of = is_of_labels(task) ? std::string_view(kClassification) : task;
  return std::find(tasks.begin(), tasks.end(), of) != tasks.end();
}

Registration::Registration(MetricInfo info) {
  SERHOST_CHECK(!info.name.empty() && !info.title.empty());
  auto& all = registry();
  const auto place = [](const MetricInfo& metric) { return std::tie(metric.order, metric.name); };
  for (const auto& other : all) SERHOST_CHECK(other.name != info.name);
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const auto& other) { return place(info) < place(other); });
  all.insert(at, std::move(info));
}

const std::vector<MetricInfo>& all_metrics() { return registry(); }

const MetricInfo* find_metric(std::string_view name) {
  const auto& all = all_metrics();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const auto& metric) { return metric.name == name; });
  if (at != all.end()) return &*at;
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? nullptr : find_metric(name.substr(dot + 1));
}

std::vector<std::string> in_table_order(std::vector<std::string> names) {
  const auto place = [](const std::string& name) {
    const auto dot = name.rfind('.');
    const auto* const metric = find_metric(name);
    const auto order = metric == nullptr ? std::numeric_limits<int>::max() : metric->order;
    return std::tuple(dot == std::string::npos ? "" : name.substr(0, dot), order, name);
  };
  std::sort(names.begin(), names.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return names;
}

std::vector<std::string> selectable_metrics() {
  std::vector<std::string> out;
  for (const auto& metric : all_metrics()) {
    if (metric.selectable) out.push_back(metric.name);
  }
  return out;
}

const MetricInfo& main_metric(std::string_view task) {
  if (const auto* const rows = find_row_evaluator(task)) {
    const auto* const main = find_metric(rows->metrics.front());
    SERHOST_CHECK(main != nullptr);
    return *main;
  }
  const auto& all = all_metrics();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& metric) {
    return metric.value != nullptr && metric.is_of(task);
  });
  SERHOST_CHECK(at != all.end());
  return *at;
}

bool is_better(double a, double b, std::string_view metric) {
  const auto* const info = find_metric(metric);
  return info != nullptr && info->lower_is_better() ? a < b : a > b;
}

}  // namespace serhost::metrics
