// Reads the registries of metrics and tasks.
#include "cli/plain_parts.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/task_info.hpp"
#include "metrics/registry.hpp"

namespace serhost::cli {
namespace {

PlainPart part_of(const metrics::MetricInfo& metric) {
  PlainPart out{metric.name, metric.meaning};
  out.facts = {{"title", metric.title},
               {"tasks", join(metric.tasks, ", ")},
               {"direction", metric.lower_is_better() ? "lower is better" : "higher is better"},
               {"printed", metric.unit == metrics::Unit::percent ? "in percent" : "as it is"},
               {"protocol.select", metric.selectable ? "may be" : "cannot be"}};
  if (!metric.same_as.empty()) out.facts.emplace_back("always equals", metric.same_as);
  return out;
}

PlainPart part_of(const config::TaskInfo& task) {
  PlainPart out{task.name, task.summary};
  out.facts = {{"takes", config::text_of(task.wanted)}};
  std::vector<std::string> metrics;
  for (const auto& metric : metrics::all_metrics()) {
    if (metric.is_of(task.name)) metrics.push_back(metric.name);
  }
  if (!metrics.empty()) out.facts.emplace_back("metrics", join(metrics, ", "));
  return out;
}

}  // namespace

const std::vector<std::string>& plain_kinds() {
  static const std::vector<std::string> kinds = {"metric", "task"};
  return kinds;
}

std::vector<PlainPart> plain_parts_of(const std::string& kind) {
  std::vector<PlainPart> out;
  if (kind == "metric") {
    for (const auto& metric : metrics::all_metrics()) out.push_back(part_of(metric));
  } else if (kind == "task") {
    for (const auto& task : config::known_tasks()) out.push_back(part_of(task));
  }
  return out;
}

nlohmann::ordered_json plain_part_json(const std::string& kind, const PlainPart& part) {
  nlohmann::ordered_json out = {{"kind", kind}, {"name", part.name}, {"summary", part.summary}};
  for (const auto& [name, value] : part.facts) out[name] = value;
  return out;
}

std::string plain_part_text(const std::string& kind, const PlainPart& part) {
  auto out = fmt::format("{} ({}) - {}\nbuilt in\n", part.name, kind, part.summary);
  for (const auto& [name, value] : part.facts) out += fmt::format("  {:<16} {}\n", name, value);
  return out;
}

}  // namespace serhost::cli
