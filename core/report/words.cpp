// Names and number formats of reports.
#include "report/words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "metrics/registry.hpp"

namespace serhost::report {

std::string title_of_metric(const std::string& metric) {
  const auto* const info = metrics::find_metric(metric);
  const auto dot = metric.rfind('.');
  const auto part = dot == std::string::npos ? "" : ", " + metric.substr(0, dot);
  return info == nullptr ? metric : info->title + part;
}

bool is_percentage(const std::string& metric) {
  const auto* const info = metrics::find_metric(metric);
  return info != nullptr && info->unit == metrics::Unit::percent;
}

bool lower_is_better(const std::string& metric) {
  const auto* const info = metrics::find_metric(metric);
  return info != nullptr && info->lower_is_better();
}

std::string format_metric(const std::string& metric, double value) {
  if (!std::isfinite(value)) return "–";
  return is_percentage(metric) ? percent_text(value) : fmt::format("{:.4f}", value);
}

std::string percent_text(double share) {
  return std::isfinite(share) ? fmt::format("{:.2f}", 100 * share) : "–";
}

std::string directions_text(const run::Run& run) {
  std::vector<std::string> plain;
  bool percent = false;
  for (const auto& name : run::metric_names(run)) {
    if (is_percentage(name)) percent = true;
    else
      plain.push_back(title_of_metric(name) + (lower_is_better(name) ? " (lower is better)" : ""));
  }
  if (!percent) return join(plain, ", ");
  return plain.empty() ? "In percent" : "In percent, but for " + join(plain, ", ");
}

std::vector<std::string> headline_metrics(const run::Run& run) {
  std::vector<std::string> out;
  for (const auto& name : run::metric_names(run)) {
    const auto* const metric = metrics::find_metric(name);
    if (run.summary.contains(name) && metric != nullptr && metric->headline) out.push_back(name);
  }
  if (const auto main = run::main_metric(run); out.empty() && run.summary.contains(main))
    out.push_back(main);
  return out;
}

std::vector<std::string> title_parts(const run::Run& run) {
  const auto& facts = run.facts;
  std::vector<std::string> seeds;
  for (const auto seed : facts.seeds) seeds.push_back(std::to_string(seed));
  auto clips = count_of(test_clips(run), "test clip");
  if (const auto found = run.summary.find(run::main_metric(run)); found != run.summary.end()) {
    clips += found->second.speakers ? " of " + count_of(*found->second.speakers, "speaker")
                                    : ", speakers unknown";
  }
  return {facts.name, facts.backbone + " + " + facts.loss, facts.protocol, clips,
          (seeds.size() == 1 ? "seed " : "seeds ") + join(seeds, ", ")};
}

std::string signed_metric(const run::Run& run) { return signed_metric(run, run::main_metric(run)); }

std::string signed_metric(const run::Run& run, const std::string& metric) {
  const auto found = run.summary.find(metric);
  const auto signature = run.facts.signature.line();
  if (found == run.summary.end() || signature.empty()) return "";
  const auto& summary = found->second;
  const auto short_text = [&](double value) {
    if (!std::isfinite(value)) return std::string("–");
    return is_percentage(metric) ? fmt::format("{:.1f}", 100 * value)
                                 : fmt::format("{:.3f}", value);
  };
  auto out = title_of_metric(metric) + " " + short_text(summary.pooled);
  if (summary.low && summary.high)
    out += " [" + short_text(*summary.low) + ", " + short_text(*summary.high) + "]";
  return out + " | " + signature;
}

std::vector<std::string> stamps_of(const run::Run& run) {
  std::vector<std::string> out;
  if (run.facts.validation_is_test) out.emplace_back(kSelectedOnTest);
  if (auto speakers = run::stamp_of(run.facts.test_speakers); !speakers.empty())
    out.push_back(std::move(speakers));
  return out;
}

std::string interval_method(const run::Run& run, const run::MetricSummary& summary) {
  const auto of = run::interval_is_of(run.facts.test_speakers);
  return summary.method + (of.empty() || !summary.low ? "" : ", " + of);
}

std::string speakers_text(const run::RunFacts& facts) {
  if (facts.speakers == 0) return "speakers unknown";
  return (facts.test_speakers == run::TestSpeakers::unknown ? "at least " : "") +
         count_of(facts.speakers, "speaker");
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "–";
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string counts_text(const std::map<std::string, std::int64_t>& map) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : map) parts.push_back(name + " " + std::to_string(count));
  return join(parts, ", ");
}

}  // namespace serhost::report
