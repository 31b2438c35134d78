// Cells that several tables of a report have.
#pragma once

#include <cmath>
#include <string>

#include "report/document.hpp"
#include "report/words.hpp"
#include "run/run.hpp"

namespace serhost::report {

/// `text`, sorted by the number that it shows.
inline Cell number_cell(const std::string& text, double sort) { return {text, "", "", "", sort}; }

/// "[61.20, 66.90]", or "" without an interval.
inline std::string interval_text(const std::string& metric, const run::MetricSummary& s) {
  if (!s.low || !s.high) return "";
  return "[" + format_metric(metric, *s.low) + ", " + format_metric(metric, *s.high) + "]";
}

inline bool has_interval(const run::Run& run, const std::string& metric) {
  const auto at = run.summary.find(metric);
  return at != run.summary.end() && at->second.low;
}

/// "64.90 ± 2.10", or the mean alone of one fold.
inline std::string mean_and_deviation(const std::string& metric, const run::MetricSummary& s) {
  const auto mean = format_metric(metric, s.folds_mean);
  return std::isfinite(s.folds_sd) ? mean + " ± " + format_metric(metric, s.folds_sd) : mean;
}

}  // namespace serhost::report
